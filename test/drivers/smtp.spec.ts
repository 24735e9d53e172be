import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Test } from '@nestjs/testing';
import type { SMTPServerOptions } from 'smtp-server';

import { Mail, type OutgoingMail } from '../../src/drivers/mail/mail';
import { MailModule } from '../../src/drivers/mail/mail.module';
import { SmtpProbe } from '../../src/drivers/mail/smtp-probe';
import { PermanentFailure, TransientFailure, type Failure } from '../../src/failure';
import { PoliciesModule } from '../../src/resilience/policies.module';
import { Settings } from '../../src/settings';
import { SettingsModule } from '../../src/settings.module';
import { freePort } from '../harness/free-port';
import { MailServer } from '../harness/mail-server';
import { TcpProxy } from '../harness/tcp-proxy';

const MAIL: OutgoingMail = {
  id: '0b1c.notify-review',
  to: 'staff@office.example',
  subject: 'Review needed',
  template: 'review-needed',
  context: { emailId: '0b1c', sender: 'x@y.example', subject: 'x', kind: 'x', reasons: [] },
};
/** Asks for a sign-in; its certificate is signed by itself. */
const WITH_SIGN_IN: SMTPServerOptions = {
  authMethods: ['PLAIN', 'LOGIN'],
  allowInsecureAuth: true,
  onAuth: ({ username, password }, _session, done) =>
    username === 'app' && password === 'right'
      ? done(null, { user: 'app' })
      : done(Object.assign(new Error('Wrong'), { responseCode: 535 })),
};

describe('SMTP', () => {
  // smtp-server says that nobody should trust the certificate that it brings along: nobody does.
  beforeAll(() => void jest.spyOn(console, 'error').mockImplementation(() => undefined));
  afterAll(() => jest.restoreAllMocks());

  async function trying<T>(
    env: NodeJS.ProcessEnv,
    work: (mail: Mail, probe: SmtpProbe) => Promise<T>,
  ): Promise<T> {
    const settings = Settings.parse({ SMTP_HOST: '127.0.0.1', ...env });
    const module = await Test.createTestingModule({
      imports: [SettingsModule.register(settings), PoliciesModule, MailModule.register(settings)],
    }).compile();
    await module.init();
    try {
      return await work(module.get(Mail), module.get(SmtpProbe));
    } finally {
      await module.close();
    }
  }
  /** How sending fails, and what health says of it. */
  const outcome = (env: NodeJS.ProcessEnv) =>
    trying(env, async (mail, probe) => ({
      failure: await mail.send(MAIL).then(
        () => null,
        (error: Failure) => error,
      ),
      health: await probe.greet().then(
        () => 'healthy',
        (error: Error) => error.message,
      ),
    }));

  async function serving(
    options: SMTPServerOptions,
    work: (server: MailServer) => Promise<void>,
  ): Promise<void> {
    const server = await MailServer.start(options);
    try {
      await work(server);
    } finally {
      await server.stop();
    }
  }

  it('signs in', () =>
    serving(WITH_SIGN_IN, async (server) => {
      const env = { ...server.env, SMTP_USERNAME: 'app', SMTP_PASSWORD: 'right', SMTP_SECURITY: 'none' };
      expect(await outcome(env)).toEqual({ failure: null, health: 'healthy' });
      expect(server.received).toHaveLength(1);
    }));

  it('waits, and names the credentials, where the sign-in is refused', () =>
    serving(WITH_SIGN_IN, async (server) => {
      const env = { ...server.env, SMTP_USERNAME: 'app', SMTP_PASSWORD: 'wrong-word', SMTP_SECURITY: 'none' };
      const { failure, health } = await outcome(env);
      expect(failure).toBeInstanceOf(TransientFailure);
      expect(health).toMatch(/EAUTH 535.*SMTP_PASSWORD/);
      expect(health).not.toContain('wrong-word');
    }));

  it('waits where the server wants a sign-in and none is set', () =>
    serving(WITH_SIGN_IN, async (server) => {
      expect((await outcome({ ...server.env, SMTP_SECURITY: 'none' })).failure).toBeInstanceOf(
        TransientFailure,
      );
    }));

  it('tells no password in the clear: where credentials are set, TLS must be offered', () =>
    serving({ ...WITH_SIGN_IN, disabledCommands: ['STARTTLS'] }, async (server) => {
      const { failure, health } = await outcome({
        ...server.env,
        SMTP_USERNAME: 'app',
        SMTP_PASSWORD: 'right',
      });
      expect(failure).toBeInstanceOf(TransientFailure);
      expect(health).toMatch(/TLS.*SMTP_SECURITY/);
      expect(server.offered).toEqual([]);
    }));

  it.each([
    ['STARTTLS', { SMTP_SECURITY: 'starttls' }, {}],
    ['TLS from the start', { SMTP_SECURITY: 'tls' }, { secure: true }],
  ])('trusts no certificate that nobody has signed: %s', (_name, env, options) =>
    serving({ authOptional: true, ...options }, async (server) => {
      const { failure, health } = await outcome({ ...server.env, ...env });
      expect(failure).toBeInstanceOf(TransientFailure);
      expect(health).toMatch(/TLS.*NODE_EXTRA_CA_CERTS/);
      expect(server.offered).toEqual([]);
    }),
  );

  it('waits, and names the address, where nobody answers', async () => {
    const { failure, health } = await outcome({ SMTP_PORT: String(await freePort()) });
    expect(failure).toBeInstanceOf(TransientFailure);
    expect(health).toMatch(/ECONNREFUSED|ESOCKET/);
    expect(health).toContain('SMTP_HOST');
  });

  it('waits where the server says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { failure } = await outcome({ SMTP_PORT: String((silent.address() as AddressInfo).port) });
    expect(failure).toBeInstanceOf(TransientFailure);
    silent.close();
  });

  it('waits where the server turns the connection away: that says nothing of the mail', () =>
    serving(
      {
        authOptional: true,
        disabledCommands: ['STARTTLS', 'AUTH'],
        onConnect: (_session, done) => done(Object.assign(new Error('Not you'), { responseCode: 554 })),
      },
      async (server) => {
        expect((await outcome(server.env)).failure).toBeInstanceOf(TransientFailure);
      },
    ));

  it.each([
    [450, TransientFailure],
    [550, PermanentFailure],
  ])('judges by the answer where a recipient is refused: %i', (responseCode, kind) =>
    serving(
      {
        authOptional: true,
        disabledCommands: ['STARTTLS', 'AUTH'],
        onRcptTo: (_address, _session, done) => done(Object.assign(new Error('Unknown'), { responseCode })),
      },
      async (server) => {
        expect((await outcome(server.env)).failure).toBeInstanceOf(kind);
      },
    ),
  );

  it.each([
    [421, TransientFailure],
    [451, TransientFailure],
    [550, PermanentFailure],
    [554, PermanentFailure],
  ])('judges by the answer where the mail itself is refused: %i', (code, kind) =>
    serving({ authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'] }, async (server) => {
      server.verdict = () => code;
      expect((await outcome(server.env)).failure).toBeInstanceOf(kind);
    }),
  );

  /** A server behind a proxy that the test, or the server itself, can cut. */
  const reached = (
    options: (proxy: () => TcpProxy) => SMTPServerOptions,
    work: (server: MailServer, proxy: TcpProxy, mail: Mail) => Promise<void>,
  ) => {
    let proxy: TcpProxy;
    return serving(
      { authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], ...options(() => proxy) },
      async (server) => {
        proxy = await TcpProxy.before(`smtp://127.0.0.1:${server.env.SMTP_PORT}`);
        try {
          await trying({ SMTP_PORT: new URL(proxy.url).port }, (mail) => work(server, proxy, mail));
        } finally {
          await proxy.close();
        }
      },
    );
  };

  it('sends the same mail again where it was taken and the acknowledgement lost', () =>
    reached(
      () => ({}),
      async (server, proxy, mail) => {
        server.verdict = () => (proxy.cut(), 250);
        await expect(mail.send(MAIL)).rejects.toBeInstanceOf(TransientFailure);
        server.verdict = () => 250;
        proxy.open();
        await mail.send(MAIL);
        expect(server.received.map(({ messageId }) => messageId)).toEqual(
          Array(2).fill('<0b1c.notify-review@creditor-answer-analysis>'),
        );
      },
    ));

  it('waits where the connection breaks off amid the mail', () =>
    reached(
      (proxy) => ({ onMailFrom: (_address, _session, done) => (proxy().cut(), done()) }),
      async (server, _proxy, mail) => {
        await expect(mail.send(MAIL)).rejects.toBeInstanceOf(TransientFailure);
        expect(server.offered).toEqual([]);
      },
    ));

  it('waits for a server that is slow', () =>
    reached(
      () => ({ onRcptTo: (_address, _session, done) => void setTimeout(done, 100) }),
      async (server, _proxy, mail) => {
        await mail.send(MAIL);
        expect(server.received).toHaveLength(1);
      },
    ));

  it('goes on by itself where the server was down and is back', () =>
    reached(
      () => ({}),
      async (server, proxy, mail) => {
        await mail.send(MAIL);
        proxy.cut();
        await expect(mail.send(MAIL)).rejects.toBeInstanceOf(TransientFailure);
        proxy.open();
        await mail.send(MAIL);
        expect(server.received).toHaveLength(2);
      },
    ));

  it('keeps a few connections for many mails', async () => {
    let connections = 0;
    const count: SMTPServerOptions['onConnect'] = (_session, done) => done((connections++, null));
    await serving(
      { authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], onConnect: count },
      (server) =>
        trying(server.env, async (mail) => {
          await Promise.all(
            Array.from({ length: 40 }, (_, index) => mail.send({ ...MAIL, id: `${index}.x` })),
          );
          expect(server.received).toHaveLength(40);
          expect(connections).toBeLessThanOrEqual(5);
        }),
    );
  });
});
