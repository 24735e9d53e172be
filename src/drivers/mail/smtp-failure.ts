import { PermanentFailure, TransientFailure, type Failure } from '../../failure';

/** The steps of nodemailer at which a server judges a mail, and not us or our connection. */
const JUDGES_THE_MAIL: ReadonlySet<unknown> = new Set(['EENVELOPE', 'EMESSAGE']);
/** RFC 4954: it wants us to sign in first. */
const AUTHENTICATION_REQUIRED = 530;

interface SmtpError {
  /** Of nodemailer, or of the socket below. */
  code?: string;
  responseCode?: number;
}

/** The kind of a failure of SMTP. What is wrong with our sign-in or the connection is somebody's to mend: the mail waits. */
export function smtpFailure(error: unknown): Failure {
  const { code, responseCode = 0 } = error as SmtpError;
  if (responseCode >= 500 && responseCode !== AUTHENTICATION_REQUIRED && JUDGES_THE_MAIL.has(code))
    return new PermanentFailure(
      'mail_refused',
      `The mail server refuses the notification (${responseCode}).`,
      { cause: error },
    );
  return new TransientFailure('mail_unsent', 'The notification could not be sent just now.', {
    cause: error,
  });
}

/** What is wrong and what mends it, in words of our own: a server's answer may quote addresses. */
export function smtpRemedy(error: unknown): string {
  const { code, responseCode } = error as SmtpError;
  const why = [code, responseCode].filter(Boolean).join(' ') || 'unknown';
  const { message } = error as Error;
  if (code === 'EAUTH' || code === 'ENOAUTH' || responseCode === AUTHENTICATION_REQUIRED)
    return `The mail server refuses the sign-in (${why}): check SMTP_USERNAME and SMTP_PASSWORD.`;
  if (code === 'ETLS' || /certificate|ssl|tls/i.test(message))
    return `No TLS connection to the mail server (${why}): check SMTP_SECURITY, SMTP_PORT and its certificate (NODE_EXTRA_CA_CERTS).`;
  if (code === 'EDNS' || code === 'ENOTFOUND') return `The host of SMTP_HOST is not known (${why}).`;
  return `The mail server does not answer as it should (${why}): check that it runs at SMTP_HOST and SMTP_PORT.`;
}
