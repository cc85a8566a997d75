declare module '#templates' {
  /** The shipped templates by their text, compiled when kapa is built, as Handlebars' runtime takes them. */
  export const precompiled: ReadonlyMap<string, TemplateSpecification>;
}
