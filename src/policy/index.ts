export { loadPolicies, type Loaded } from './load.ts';
export type { LoadRequest } from './request.ts';
export type { PolicyDocument, PolicyFile } from './source.ts';
