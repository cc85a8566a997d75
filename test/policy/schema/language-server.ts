import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '../../..');
/** The server's package: the project's own, or another release of it, which `npm run test:hosts` names. */
const installed = process.env['KAPA_LANGUAGE_SERVER'] ?? resolve(root, 'node_modules/yaml-language-server');

/** A fault that an editor marks: its line, counted from 1, and what it says. */
export interface Marked {
  readonly line: number;
  readonly message: string;
}

/** A real language server, as an editor talks with it. */
export interface LanguageServer {
  /** Opens a text, as if it were a policy of this folder, and waits for what is marked in it. */
  open(name: string, text: string): Promise<readonly Marked[]>;
  /** Words that are offered at a place of an open text, counted from 0. */
  complete(name: string, line: number, character: number): Promise<readonly string[]>;
  /** Text that is shown of what stands at a place of an open text. */
  hover(name: string, line: number, character: number): Promise<string>;
  stop(): void;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly uri?: string; readonly diagnostics?: readonly Diagnostic[]; readonly items?: readonly unknown[] };
  readonly result?: unknown;
}

interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number } };
}

/** Starts a server over its standard streams. */
export async function startLanguageServer(): Promise<LanguageServer> {
  const child = spawn(
    process.execPath,
    [resolve(installed, 'bin/yaml-language-server'), '--stdio'],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const answers = new Map<number, (result: unknown) => void>();
  const marks = new Map<string, (found: readonly Diagnostic[]) => void>();
  let next = 1;
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const ask = async (method: string, params: object): Promise<unknown> => {
    const id = next;
    next += 1;
    return new Promise((answered) => {
      answers.set(id, answered);
      send({ id, method, params });
    });
  };
  readMessages(child.stdout, ({ id, method, params, result }) => {
    if (method === undefined && id !== undefined) answers.get(id)?.(result);
    else if (method === 'textDocument/publishDiagnostics') marks.get(params?.uri ?? '')?.(params?.diagnostics ?? []);
    // What the server asks of the editor: nothing is set.
    else if (id !== undefined) send({ id, result: (params?.items ?? []).map(() => null) });
  });
  await ask('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(root).href,
    capabilities: { textDocument: { hover: {}, completion: {}, publishDiagnostics: {} } },
  });
  send({ method: 'initialized', params: {} });
  const uriOf = (name: string): string => pathToFileURL(resolve(root, 'policies', name)).href;
  const at = (name: string, line: number, character: number): object => ({
    textDocument: { uri: uriOf(name) },
    position: { line, character },
  });
  return {
    async open(name, text) {
      const uri = uriOf(name);
      const found = await new Promise<readonly Diagnostic[]>((marked) => {
        marks.set(uri, marked);
        send({
          method: 'textDocument/didOpen',
          params: { textDocument: { uri, languageId: 'yaml', version: 1, text } },
        });
      });
      return found.map(({ message, range }) => ({ line: range.start.line + 1, message }));
    },
    async complete(name, line, character) {
      const offered = (await ask('textDocument/completion', at(name, line, character))) as {
        readonly items: readonly { readonly label: string }[];
      };
      return offered.items.map(({ label }) => label);
    },
    async hover(name, line, character) {
      const shown = (await ask('textDocument/hover', at(name, line, character))) as {
        readonly contents?: { readonly value?: string };
      } | null;
      return shown?.contents?.value ?? '';
    },
    stop: () => void child.kill(),
  };
}

function readMessages(stream: NodeJS.ReadableStream, take: (message: Message) => void): void {
  let read = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    read = Buffer.concat([read, chunk]);
    for (;;) {
      const head = read.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/iu.exec(read.subarray(0, head).toString())?.[1]);
      if (read.length < head + 4 + length) return;
      take(JSON.parse(read.subarray(head + 4, head + 4 + length).toString()) as Message);
      read = read.subarray(head + 4 + length);
    }
  });
}
