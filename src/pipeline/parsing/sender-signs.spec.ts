import type { MailFlag } from '../stages/parse';
import { readHeaders } from './mail-headers';
import { readMime } from '../../documents/mime/mime-reader';
import { senderSigns } from './sender-signs';

const HEAD = 'From: Kasse <k@k.example>\nSubject: Forderung\n';

async function signsOf(mail: string): Promise<MailFlag[]> {
  const { root } = await readMime(Buffer.from(mail));
  return senderSigns(root, readHeaders(root).from);
}

describe('sender signs', () => {
  it.each<[MailFlag, string]>([
    ['automatic_header', 'Auto-Submitted: auto-replied\n'],
    ['automatic_header', 'Precedence: bulk\n'],
    ['mailing_list', 'List-Id: <x>\n'],
    ['mailing_list', 'Precedence: list\n'],
    ['sender_unauthenticated', 'Authentication-Results: mx; spf=fail\n'],
    ['sender_unauthenticated', 'Authentication-Results: mx; spf=pass; dmarc=fail\n'],
    ['bounce', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b\n'],
    ['read_receipt', 'Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n'],
  ])('flags %s for %s', async (flag, header) => {
    expect(await signsOf(`${header}${HEAD}\nx`)).toContain(flag);
  });

  it.each([
    'Auto-Submitted: no\n',
    'X-Auto-Response-Suppress: All\n',
    'Authentication-Results: mx; spf=fail; dmarc=pass\n',
    '',
  ])('flags nothing for %j', async (header) => {
    expect(await signsOf(`${header}${HEAD}\nx`)).toEqual([]);
  });

  it('flags a display name with a foreign address, and a missing sender', async () => {
    expect(await signsOf('From: "info@bank.example" <x@y.example>\n\nx')).toContain('spoofed_display_name');
    expect(await signsOf('From: "info@bank.example" <x@mail.bank.example>\n\nx')).toEqual([]);
    expect(await signsOf('Subject: x\n\nx')).toContain('no_sender');
  });
});
