import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Document } from 'bson';

import { MongoCommands } from './mongo-commands';
import { MessageReader, reply, type WireMessage } from './mongo-wire';

/** What happens to the next command of a name. */
export type MongoFault =
  /** The connection breaks before the command is carried out. */
  | { kind: 'drop' }
  /** The command is carried out, and the connection breaks before it is acknowledged. */
  | { kind: 'acknowledgement_lost' }
  /** The command is carried out and not answered. */
  | { kind: 'applied_unanswered' }
  /** It is neither carried out nor answered. */
  | { kind: 'hang' }
  | { kind: 'slow'; delayMs: number }
  /** It is answered with an error of MongoDB. */
  | { kind: 'error'; code: number; labels?: string[]; message?: string };

/** Speaks MongoDB's wire protocol to the official driver as the primary of a replica set; keeps documents in memory, beyond its stops. */
export class MongoServer {
  /** Every command that came, with its arguments; handshakes and farewells left out. */
  readonly received: Document[] = [];
  private readonly commands = new MongoCommands();
  private readonly sockets = new Set<Socket>();
  private readonly faults = new Map<string, MongoFault[]>();
  private server?: Server;
  private port = 0;

  static async start(): Promise<MongoServer> {
    const server = new MongoServer();
    await server.listen();
    return server;
  }

  /** @param options  of the connection string. */
  url(options = ''): string {
    return `mongodb://127.0.0.1:${this.port}/office?${options}`;
  }

  /** At the same port as before, where it was stopped. */
  async listen(): Promise<void> {
    this.server = createServer((socket) => this.accept(socket));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server?.listening) return;
    server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(server, 'close');
  }

  /** The next `times` commands of that name meet the fault. */
  fail(command: string, fault: MongoFault, times = 1): void {
    const waiting = this.faults.get(command) ?? [];
    this.faults.set(command, [...waiting, ...Array.from({ length: times }, () => fault)]);
  }

  /** No further command meets a fault. */
  mend(): void {
    this.faults.clear();
  }

  /** Forgets documents, faults and what it received. */
  clear(): void {
    this.commands.clear();
    this.faults.clear();
    this.received.length = 0;
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined); // a client that was killed
    socket.on('close', () => this.sockets.delete(socket));
    const reader = new MessageReader();
    socket.on('data', (bytes) => {
      if (bytes[0] === TLS_HANDSHAKE && bytes[1] === TLS_MAJOR) return void socket.end('no TLS here');
      for (const message of reader.read(bytes)) this.handle(message, socket);
    });
  }

  private handle(message: WireMessage, socket: Socket): void {
    const name = Object.keys(message.command)[0];
    if (!HOUSEKEEPING.has(name)) this.received.push(message.command);
    const fault = this.faults.get(name)?.shift();
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'drop') return void socket.destroy();
    const result =
      fault?.kind === 'error' ? failure(fault) : this.commands.run(message.command, this.address);
    if (fault?.kind === 'acknowledgement_lost') return void socket.destroy();
    if (fault?.kind === 'applied_unanswered') return;
    const answer = () => void (socket.writable && socket.write(reply(message, result)));
    if (fault?.kind === 'slow') setTimeout(answer, fault.delayMs).unref();
    else answer();
  }

  private get address(): string {
    return `127.0.0.1:${this.port}`;
  }
}

/** How a connection begins that wants TLS; as the length of a message it would be none that a driver sends first. */
const TLS_HANDSHAKE = 0x16;
const TLS_MAJOR = 3;
const HOUSEKEEPING = new Set(['hello', 'ismaster', 'isMaster', 'endSessions']);

function failure({ code, labels = [], message }: Extract<MongoFault, { kind: 'error' }>): Document {
  return {
    ok: 0,
    code,
    codeName: `Code${code}`,
    errmsg: message ?? 'As the test wants it',
    errorLabels: labels,
  };
}
