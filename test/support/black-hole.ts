/** A host that swallows packets. */

export const hasBlackHole = Bun.which('python3') !== null

/** A listener of backlog 1 that never accepts, its queue filled: the kernel then drops SYNs (see listen(2)). */
export async function blackHole() {
  const child = Bun.spawn(
    [
      'python3',
      '-c',
      [
        'import socket, sys',
        's = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(0)',
        'print(s.getsockname()[1], flush=True)',
        'fill = [socket.socket() for _ in range(8)]',
        '[(c.setblocking(False), c.connect_ex(s.getsockname())) for c in fill]',
        'print("full", flush=True)',
        'sys.stdin.read()',
      ].join('\n'),
    ],
    { stdin: 'pipe', stdout: 'pipe', stderr: 'ignore' },
  )
  const reader = child.stdout.getReader()
  let text = ''
  while (!text.includes('full')) {
    const { done, value } = await reader.read()
    if (done) throw new Error('no listener')
    text += new TextDecoder().decode(value)
  }
  return { url: new URL(`http://127.0.0.1:${Number.parseInt(text, 10)}`), close: () => child.kill() }
}
