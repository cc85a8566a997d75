import type { ProcessIdentity } from './host.ts';
import type { Account, FileStat, Pm2Process, Reader } from './reader.ts';
import type { Reading } from './reading.ts';
import type { Text } from './text.ts';

/** States of a TCP socket as ss(8) spells them, in the order of the kernel's numbers, from 1. */
export const tcpStates = [
  'established',
  'syn-sent',
  'syn-recv',
  'fin-wait-1',
  'fin-wait-2',
  'time-wait',
  'closed',
  'close-wait',
  'last-ack',
  'listening',
  'closing',
] as const;

/** One of `tcpStates`. */
export type TcpState = (typeof tcpStates)[number];

/** One end of a connection. An IPv4 address inside IPv6 (`::ffff:127.0.0.1`) is written as IPv4. */
export interface TcpEnd {
  readonly address: string;
  readonly port: number;
}

/** A row of the kernel's TCP tables. */
export interface TcpSocket {
  readonly local: TcpEnd;
  readonly remote: TcpEnd;
  readonly state: TcpState;
  /** 0: not accepted yet (or in time-wait): no process holds it, and it belongs to whoever listens there. */
  readonly inode: number;
  /** User who made it, of a socket that was asked for by its own end. */
  readonly uid?: number;
}

/** Rows that are wanted: in a state and, where one is given, of a port. */
export interface TcpFilter {
  readonly port?: number;
  readonly state: TcpState;
  /** End that has the port, a holder's own or the one that it called; either where it is left out. */
  readonly end?: 'local' | 'remote';
  /** Addresses at that end; any where they are left out. */
  readonly addresses?: readonly string[];
  /** Number that is wanted; `mostSockets` where it is left out. */
  readonly most?: number;
}

/** Sockets that one filter finds at most: beyond that a threshold has long been passed. */
export const mostSockets = 10_000;

/** A process as its `stat` shows it. Bytes, seconds. */
export interface Process extends ProcessIdentity {
  readonly parent: number;
  /** The process that leads its group. */
  readonly group: number;
  /** `R`, `S`, `D`, `T` (stopped), `Z` (a zombie). */
  readonly state: string;
  /** True: nothing of it runs any more. */
  readonly ended: boolean;
  /** The name that the kernel keeps, 15 bytes at most; a program may have changed it. */
  readonly command: string;
  readonly rss: number;
  /** Processor time used so far. */
  readonly cpu: number;
  /** Seconds that it has run. */
  readonly age: number;
  readonly threads: number;
}

/** Details of a process that are looked up only when asked for. */
export interface ProcessDetail {
  /** The name of the program file; where that may not be seen, the kernel's name. */
  readonly program: string;
  readonly argv: readonly string[];
  readonly uid: number | undefined;
}

/** Processes that hold sockets. `complete`: every process could be looked at; `late`: too much is open. */
export interface SocketHolders {
  readonly late?: boolean;
  readonly byInode: ReadonlyMap<number, readonly number[]>;
  readonly complete: boolean;
}

/** A file that has no name any more, and a process that has it open. Bytes that it takes on its disk. */
export interface DeletedFile {
  /** Path that it had. */
  readonly path: string;
  readonly size: number;
  readonly pid: number;
}

/** A piece of a file. `inode` and `size` are the file's at that moment; `bytes` is empty at its end. */
export interface FilePiece {
  readonly inode: number;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly mtime: number;
  readonly bytes: Uint8Array;
}

/** Room on a file system. Bytes; `inodes` is 0 where the file system does not count them. */
export interface DiskSpace {
  readonly size: number;
  /** For those who are not root. */
  readonly free: number;
  readonly used: number;
  readonly inodes: number;
  readonly freeInodes: number;
}

/** The run queue, averaged over 1, 5 and 15 minutes. */
export interface Load {
  readonly one: number;
  readonly five: number;
  readonly fifteen: number;
  readonly cpus: number;
}

/** One request, without following redirects. */
export interface HttpRequest {
  readonly url: string;
  /** Host header and server name (SNI) when they differ from the URL's. */
  readonly host?: string;
  /** Seconds, for the whole of it. */
  readonly timeout: number;
  /** True: the certificate must be good for `host`. */
  readonly verify: boolean;
  /** Bytes of the answer's body that are wanted. */
  readonly most: number;
  /** Headers that are sent besides those that every request has. */
  readonly headers?: Readonly<Record<string, string>>;
  /** True: the server is asked to keep the connection, so that it says for how long it would. It is closed all the same. */
  readonly keep?: boolean;
}

/**
 * Outcome of a request. `refused` and the like are answers about the site; `unknown` is kapa's own trouble.
 */
export type HttpAnswer =
  | {
      readonly outcome: 'answered';
      readonly status: number;
      readonly body: Uint8Array;
      /** By their names in small letters. */
      readonly headers: Readonly<Record<string, string>>;
      /** Seconds until the first byte of the answer; none where this process itself was late. */
      readonly latency?: number;
    }
  | { readonly outcome: 'failed'; readonly error: string; readonly latency?: number }
  | { readonly outcome: 'unknown'; readonly reason: Text };

/** Types of records that can be looked up. */
export const recordTypes = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT'] as const;

/** One of `recordTypes`. */
export type RecordType = (typeof recordTypes)[number];

/** One question for a name server. */
export interface DnsQuestion {
  readonly name: string;
  readonly type: RecordType;
  /** Address of the server, with its port unless it is 53; the host's own servers where it is left out. */
  readonly server?: string;
  /** Seconds, for the whole of it. */
  readonly timeout: number;
}

/** Outcome of a question: values as text, sorted; none where the name, or the type, is not there. */
export type DnsAnswer =
  | { readonly outcome: 'answered'; readonly values: readonly string[]; readonly latency?: number }
  /** `ETIMEOUT`, `ESERVFAIL`, `ECONNREFUSED` and their like. */
  | { readonly outcome: 'failed'; readonly error: string; readonly latency?: number }
  | { readonly outcome: 'unknown'; readonly reason: Text };

/** Place that listens: a socket by its path, or a TCP port at an IP address. */
export type ExchangePlace = { readonly socket: string } | { readonly address: string; readonly port: number };

/** Bytes for what listens somewhere; all that it says until it hangs up is the answer. */
export interface ExchangeRequest {
  readonly place: ExchangePlace;
  /** User who must own the socket. */
  readonly owner?: number;
  readonly bytes: Uint8Array;
  /** Seconds, for the whole of it. */
  readonly timeout: number;
  /** Bytes that the answer may have. */
  readonly most: number;
}

/** Answer of what listens somewhere. */
export interface ExchangeAnswer {
  readonly bytes: Uint8Array;
  /** Owner of the socket, with whose rights it was asked; undefined: it was a port. */
  readonly owner: Account | undefined;
}

/**
 * Place of a certificate, and the name it should be good for; of a server that is the host unless it is
 * given.
 */
export type CertificateSource =
  | { readonly file: string; readonly serverName?: string }
  | {
      readonly host: string;
      readonly port: number;
      readonly serverName?: string;
      /** Seconds. */
      readonly timeout: number;
    };

/** Content of a certificate. Milliseconds since 1970. */
export interface Certificate {
  readonly subject: string;
  /** True: it is good for the name asked for; undefined where none was. */
  readonly matches?: boolean;
  readonly validFrom: number;
  readonly validTo: number;
  /** In hexadecimal, as openssl(1) says it. */
  readonly serial: string;
  /** SHA-256 of it, in hexadecimal. */
  readonly fingerprint: string;
}

/**
 * A folder in which a user's PM2 keeps its sockets, whether or not its daemon runs. The user owns it: that is a fact of
 * the file system, whatever a process calls itself.
 */
export interface Pm2Home {
  readonly home: string;
  readonly user: string;
  readonly uid: number;
  /** The daemon, if it runs. */
  readonly daemon: ProcessIdentity | undefined;
}

/**
 * Tools that probes measure with, besides reading files. One pass: what one probe read of /proc, of PM2 or of
 * the tables of sockets the others share, so all of a check sees one moment. Nothing is read before it is
 * asked for. Below `--root` whatever belongs to the running machine is unreadable.
 */
export interface Instruments extends Reader {
  /** Milliseconds since 1970. */
  now(): number;
  /** Seconds since the machine was started; setting the clock does not touch it. */
  uptime(): number;
  /** The process that asks. */
  readonly self: number;
  /**
   * Tells whether a process is a kapa: it holds one of kapa's locks, or runs kapa's program as root or as who
   * asks.
   */
  isKapa(pid: number): boolean;
  /** A new pass: the world as it is now. */
  afresh(): Instruments;
  /** Connections of both IP versions, each once, `mostSockets` at most. */
  tcp(filter: TcpFilter): Promise<Reading<readonly TcpSocket[]>>;
  /** Walks the open files of all processes, some hundred thousand at most: dear, so only when needed. */
  socketHolders(): Promise<Reading<SocketHolders>>;
  /** Of some sockets, by inode, the first of some processes that holds each. Cheap for few processes. */
  firstHolders(
    inodes: readonly number[],
    pids: Iterable<number>,
  ): Promise<Reading<ReadonlyMap<number, number>>>;
  /** All processes by number, kernel threads aside. */
  processes(): Promise<Reading<ReadonlyMap<number, Process>>>;
  /** One process, without walking all. Absent: there is none of this number, or it is a kernel thread. */
  process(pid: number): Promise<Reading<Process>>;
  /** Absent: it has ended meanwhile. */
  inspect(pid: number): Promise<Reading<ProcessDetail>>;
  /** Memory of a process, pages that it shares counted in proportion (PSS); bytes. */
  pss(pid: number): Promise<Reading<number>>;
  /** Number of files and sockets that a process has open. Absent: it has ended meanwhile. */
  openFiles(pid: number): Promise<Reading<number>>;
  /** Deleted files that processes have open: walks the open files of all, so dear. */
  deletedFiles(): Promise<Reading<readonly DeletedFile[]>>;
  load(): Promise<Reading<Load>>;
  /** Names of declared resources that differ from the host; only where policies are at hand. */
  drift?(): Promise<Reading<readonly string[]>>;
  disk(path: string): Promise<Reading<DiskSpace>>;
  /** Unreadable: the path is on a file system of another machine that hangs, and must not be touched. */
  answers(path: string): Promise<Reading<true>>;
  /**
   * Looks at what a path leads to; a link on the way must be of root's, of whoever runs kapa, or of the owner
   * of that.
   */
  measureFile(path: string): Promise<Reading<FileStat>>;
  /** Looks so at a folder and at what is in it, by name, links as links; unreadable where that is more than `most`. */
  measureFolder(path: string, most: number): Promise<Reading<ReadonlyMap<string, FileStat>>>;
  /** At most `most` bytes of a file from an offset on. */
  readFrom(path: string, offset: number, most: number): Promise<Reading<FilePiece>>;
  request(request: HttpRequest): Promise<HttpAnswer>;
  lookUp(question: DnsQuestion): Promise<DnsAnswer>;
  /**
   * Asks what listens at a socket, with the rights of the socket's owner. Absent: there is no socket. Unreadable: nobody is
   * behind it, it does not answer in time or says too much, or others than its owner decide where its path leads.
   */
  exchange(request: ExchangeRequest): Promise<Reading<ExchangeAnswer>>;
  certificate(source: CertificateSource): Promise<Reading<Certificate>>;
  /** PM2's folders: those of running daemons, and `~/.pm2` of every account that has one. */
  pm2Homes(): Promise<Reading<readonly Pm2Home[]>>;
  /**
   * PM2's folder at a path, its daemon found by the number that it left there. Absent: there is no such folder.
   * Unreadable: somebody else than its owner and root decides where the path leads.
   */
  pm2Home(path: string): Promise<Reading<Pm2Home>>;
  /** Numbers of the daemons that a folder's owner runs in it, reached or not; some of those that call themselves so. */
  pm2Daemons(home: string): Promise<Reading<readonly number[]>>;
  /** Names of the applications that a folder's PM2 saved for the next boot. */
  pm2SavedAt(home: string): Promise<Reading<readonly string[]>>;
  /** The applications of the daemon in a folder; absent: none runs. Never starts one. */
  pm2At(home: string): Promise<Reading<readonly Pm2Process[]>>;
}
