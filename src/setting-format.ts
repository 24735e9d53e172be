import { CronTime } from 'cron';
import { z } from 'zod';

// The forms that settings come in; each tells in its message which key is wrong, and how it should look.

/** A whole number; in digits alone: Number() would take "0x10" and "1e3" as well. */
export const whole = (key: string, min: number, max: number, what = '') =>
  z
    .string()
    .refine((digits) => /^\d{1,15}$/.test(digits) && Number(digits) >= min && Number(digits) <= max, {
      message: `${key} must be a whole number ${what}from ${min} to ${max}`,
    })
    .transform(Number);

export const share = (key: string) =>
  z
    .string()
    .regex(/^(?:0(?:\.\d{1,9})?|1(?:\.0{1,9})?)$/, `${key} must be a share from 0 to 1, such as 0.002`)
    .transform(Number);

export const port = (key: string) => whole(key, 0, 65_535);

export const url = (key: string, schemes: string[]) =>
  z.string().refine(isUrlOf(schemes), {
    message: `${key} must be a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  });

/** One URL, or several of servers that take the same sign-in, parted by commas or blanks. */
export const servers = (key: string, schemes: string[]) =>
  z
    .string()
    .transform((value) => value.trim().split(/[\s,]+/))
    .pipe(z.array(url(key, schemes)))
    .refine((urls) => new Set(urls.filter(isUrlOf(schemes)).map(signInOf)).size <= 1, {
      message: `${key} must have the same scheme, user and password for every server`,
    });

function isUrlOf(schemes: string[]) {
  return (value: string) => schemes.some((scheme) => value.startsWith(`${scheme}://`) && URL.canParse(value));
}

function signInOf(server: string): string {
  const { protocol, username, password } = new URL(server);
  return [protocol, username, password].join();
}

/** https://docs.sentry.io/concepts/key-terms/dsn-explainer/ */
export const dsn = (key: string) =>
  z
    .string()
    .refine(
      (value) => /^https?:\/\/\w+(:\w+)?@[^\s/?#]+\/([^\s?#]+\/)?\d+$/.test(value) && URL.canParse(value),
      {
        message: `${key} must be https://KEY@HOST/PROJECT, as Sentry shows it under "Client Keys (DSN)"`,
      },
    );

export const flag = (key: string) =>
  z.enum(['true', 'false'], { message: `${key} must be true or false` }).transform((word) => word === 'true');

export const mailbox = (key: string) =>
  z.string().regex(/^[^\s@<>]+@[^\s@<>]+$|^[^<>\r\n]*<[^\s@<>]+@[^\s@<>]+>$/, {
    message: `${key} must be a mail address, such as staff@office.example`,
  });

/** https://cloud.google.com/storage/docs/buckets#naming */
export const bucket = (key: string) =>
  z.string().regex(/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, {
    message: `${key} must be the name of a bucket (no gs://): lower-case letters, digits, dots and dashes`,
  });

export const cron = (key: string) =>
  z.string().refine((value) => CronTime.validateCronExpression(value).valid, {
    message: `${key} must be a cron expression, such as "30 1 * * *"`,
  });

/** Seconds, or a number with its unit; in milliseconds. */
export const duration = (key: string) =>
  z
    .string()
    .regex(/^\d{1,6}[smh]?$/, {
      message: `${key} must be a time such as 30m, 90s, 1h, or a number of seconds`,
    })
    .transform((text) => parseInt(text, 10) * (UNIT_MS[text.at(-1) ?? ''] ?? 1_000));

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

export const timeZone = z
  .string()
  .refine(isTimeZone, { message: 'TZ must be an IANA time zone, such as Europe/Berlin' });

function isTimeZone(value: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: value }));
  } catch {
    return false;
  }
}
