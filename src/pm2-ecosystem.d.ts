declare module '#pm2-ecosystem' {
  /** Text of the program that reads an ecosystem file with the rights of its user, bundled when kapa is built. */
  export const program: string;
}
