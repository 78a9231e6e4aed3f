/** What commands write. A command stops quietly when nobody reads it any more, as in `lockllm-proxy init - | head`. */

/** 128 + SIGPIPE: what a shell reports for a program that its reader has left. */
const BROKEN_PIPE = 141

/** Writes to stdout. @returns when the text is taken, so that a slow reader slows the writer */
export const print = (text: string): Promise<void> => write(process.stdout, text)

/** Writes to stderr, for what is not the result. */
export const printError = (text: string): Promise<void> => write(process.stderr, text)

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(BROKEN_PIPE)
      reject(error)
    }
    // A failure comes twice: to the callback, then as an event, which must not be without a listener.
    stream.once('error', fail)
    stream.write(text, (error) => {
      if (error) {
        fail(error)
        return
      }
      stream.off('error', fail)
      resolve()
    })
  })
}
