declare module '#page' {
  /** The page of a report as Handlebars' runtime takes it, compiled when kapa is built. */
  export const specification: TemplateSpecification;
  /** The page's one style, and its hash for the page's Content-Security-Policy. */
  export const style: string;
  export const styleHash: string;
}
