import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** What it answers to a mail: an SMTP code, 250 to take it. */
type Verdict = (mail: Email) => number;

const OPEN_TO_ALL: SMTPServerOptions = { authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'] };

/** A real SMTP server that keeps what it takes. */
export class MailServer {
  readonly received: Email[] = [];
  /** Everything that was offered, also what was refused. */
  readonly offered: Email[] = [];
  verdict: Verdict = () => 250;
  /** What it says when it refuses. */
  refusal = 'Refused by the test';

  private server?: SMTPServer;
  private port = 0;

  private constructor(private readonly options: SMTPServerOptions) {}

  /** @param options  TLS, sign-in and the like; neither by default. */
  static async start(options: SMTPServerOptions = OPEN_TO_ALL): Promise<MailServer> {
    const server = new MailServer(options);
    await server.listen();
    return server;
  }

  get env(): NodeJS.ProcessEnv {
    return { SMTP_HOST: '127.0.0.1', SMTP_PORT: String(this.port) };
  }

  /** At the same port as before, where it was stopped. */
  async listen(): Promise<void> {
    this.server = new SMTPServer({
      ...this.options,
      closeTimeout: 100,
      onData: (stream, _session, done) => {
        this.judge(stream).then((error) => done(error), done);
      },
    });
    this.server.on('error', () => undefined); // a client that was killed
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server.server, 'listening');
    this.port = (this.server.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.server;
    await new Promise<void>((resolve) => (server ? server.close(resolve) : resolve()));
  }

  private async judge(stream: NodeJS.ReadableStream): Promise<Error | null> {
    const mail = await PostalMime.parse(await buffer(stream));
    this.offered.push(mail);
    const code = this.verdict(mail);
    if (code >= 400) return Object.assign(new Error(this.refusal), { responseCode: code });
    this.received.push(mail);
    return null;
  }
}
