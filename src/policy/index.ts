export { loadPolicies, type DeclaredNames, type Loaded, type LoadRequest } from './load.ts';
export type { KeptDocument, PolicyDocument, PolicyFile } from './source.ts';
