declare module '#exchange-program' {
  /** Text of the program that exchanges bytes with the rights of a user, bundled when kapa is built. */
  export const program: string;
}
