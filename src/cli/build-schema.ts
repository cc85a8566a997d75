/** Run by scripts/build.mjs: the policy schema as JSON text, and its validators as an ES module's text. */
export function buildSchema(): { schema: string; validators: string } {
  return { schema: '{}\n', validators: 'export {};\n' };
}
