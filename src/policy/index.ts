export { loadPolicies, type Loaded, type LoadRequest } from './load.ts';
export type { PolicyDocument, PolicyFile } from './source.ts';
