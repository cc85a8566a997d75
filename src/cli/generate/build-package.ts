/** Parts that packaging/kapa.mjs takes from the commands' declarations. */
export { buildCompletion } from './build-completion.ts';
export { buildManual } from './build-manual.ts';
