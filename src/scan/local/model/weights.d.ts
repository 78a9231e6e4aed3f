/** The bundler turns an imported `.bin` into the path of the file, inside of the executable when compiled. */
declare module '*.bin' {
  const path: string
  export default path
}
