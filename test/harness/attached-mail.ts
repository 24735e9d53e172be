import { creditorHeaders, creditorMail, CREDITOR_TEXT } from './creditor-mail';

/** A clear answer with a file beside it. */
export function mailWith(filename: string, content: Buffer, type = 'application/octet-stream'): Buffer {
  const headers = creditorHeaders({ 'Content-Type': 'multipart/mixed; boundary=b' });
  const text = `--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${CREDITOR_TEXT}\r\n`;
  const encoded = content.toString('base64').replace(/.{76}/g, '$&\r\n');
  const file = `--b\r\nContent-Type: ${type}\r\nContent-Disposition: attachment; filename="${filename}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded}\r\n`;
  return Buffer.from(`${headers}\r\n${text}${file}--b--\r\n`);
}

/** A clear answer in so many messages, one in the other. */
export function nestedMail(levels: number): Buffer {
  let mail = creditorMail();
  for (let level = 0; level < levels; level++)
    mail = Buffer.concat([
      Buffer.from(`${creditorHeaders({ 'Content-Type': `multipart/mixed; boundary=n${level}` })}\r\n`),
      Buffer.from(`--n${level}\r\nContent-Type: message/rfc822\r\n\r\n`),
      mail,
      Buffer.from(`\r\n--n${level}--\r\n`),
    ]);
  return mail;
}
