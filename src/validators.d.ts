/** Compiled when kapa is built, from what the types say: `document`, `resource_file`, `probe_http`, ... */
declare module '#validators';
