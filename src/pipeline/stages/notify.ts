import { Injectable } from '@nestjs/common';

import { Mail } from '../../drivers/mail/mail';
import { moneyString } from '../../money';
import { Settings } from '../../settings';
import { EffectLedger, type Effect } from '../effect-ledger';
import type { IncomingMail } from '../incoming-mail';
import type { Extraction, Field } from './extraction';
import type { Match } from './match';
import type { ParsedMail } from './parse';
import type { Written } from './write';

/** Which mail a route sends to staff; the others send none. */
const NOTIFICATIONS: Partial<Record<Written['route'], { effect: Effect; template: string }>> = {
  update_and_notify: { effect: 'notify:update', template: 'debt-update' },
  manual_review: { effect: 'notify:review', template: 'review-needed' },
};

/** Tells staff what was written, or what waits for a person. */
@Injectable()
export class NotifyStage {
  constructor(
    private readonly mail: Mail,
    private readonly ledger: EffectLedger,
    private readonly settings: Settings,
  ) {}

  async run(
    written: Written,
    incoming: IncomingMail,
    parsed: ParsedMail,
    extraction: Extraction,
    match: Match,
  ): Promise<void> {
    const notification = NOTIFICATIONS[written.route];
    if (!notification) return;
    await this.ledger.once(incoming.emailId, notification.effect, () =>
      this.mail.send({
        id: `${incoming.emailId}.${notification.effect.replace(':', '-')}`,
        to: this.settings.staffEmail,
        subject: subjectOf(written, match),
        template: notification.template,
        context: this.context(written, incoming, parsed, extraction, match),
      }),
    );
  }

  private context(
    written: Written,
    incoming: IncomingMail,
    parsed: ParsedMail,
    extraction: Extraction,
    match: Match,
  ) {
    const claim = written.written;
    return {
      emailId: incoming.emailId,
      inquiryId: written.inquiryId,
      sender: parsed.from?.address ?? 'unknown sender',
      subject: parsed.subject,
      kind: extraction.kind.replaceAll('_', ' '),
      amount: claim ? `${moneyString(claim.cents)} ${claim.currency}` : null,
      reasons: written.reasons,
      fields: Object.entries<Field>({ ...match.fields }).map(([name, field]) => ({
        ...field,
        name: name.replaceAll('_', ' '),
        confidence: `${Math.round(field.confidence * 100)} %`,
      })),
      candidates: match.candidates
        .slice(0, 3)
        .map(({ inquiry_id, score }) => ({ inquiry_id, score: `${Math.round(score * 100)} %` })),
      attachments: parsed.attachments
        .filter(({ detail }) => detail)
        .map(({ filename, detail }) => ({ filename, detail })),
    };
  }
}

/** Names the inquiry, not the person: subjects travel and are logged by servers on the way. */
function subjectOf(written: Written, match: Match): string {
  const inquiry = written.inquiryId ?? match.candidates[0]?.inquiry_id ?? 'inquiry unclear';
  return written.written ? `Claim updated: ${inquiry}` : `Review needed: ${inquiry}`;
}
