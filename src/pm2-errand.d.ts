declare module '#pm2-errand' {
  /** Text of the program that runs an errand with the rights of a user, bundled when kapa is built. */
  export const program: string;
}
