/** The bundler turns these into their text. */
declare module '*.service' {
  const text: string
  export default text
}
declare module '*.sysusers' {
  const text: string
  export default text
}
