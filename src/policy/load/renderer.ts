import type { PolicyFile } from '../yaml/document.ts';
import { isPlain, type RenderText } from '../template/variables.ts';

/** Handlebars costs time to load: only where a text has more than plain names between its braces. */
export async function rendererOf(files: readonly PolicyFile[]): Promise<RenderText> {
  if (files.every(({ text }) => isPlain(text))) return (text) => text;
  return (await import('../template/template.ts')).renderText;
}
