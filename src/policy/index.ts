export { loadPolicies, type DeclaredNames, type Loaded, type LoadRequest } from './load.ts';
export type { PolicyFile } from './source.ts';
