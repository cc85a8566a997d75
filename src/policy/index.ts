export { loadPolicies, type LoadedPolicies } from './load/load.ts';
export { valueFault } from './lint/checks/given-values.ts';
export { isSwitch, secretsIn } from './lint/checks/secrets.ts';
export { readValues } from './load/value-files.ts';
export type { LoadRequest } from './load/request.ts';
export { pathTo, textsIn } from './lint/checks/texts-in.ts';
export type { PolicyDocument, PolicyFile } from './yaml/document.ts';
