import { type HtmlElement, isElement, textOf } from './html-document';
import { attribute } from './style-sheet';

/**
 * What mail programs say with their markup: an element holds earlier correspondence (`quote`), opens it to the end of the
 * mail (`quote_to_end`), holds a signature, or says nothing.
 */
export type Containment = 'none' | 'quote' | 'quote_to_end' | 'signature';

export function containmentOf(element: HtmlElement): Containment {
  const tag = element.tagName;
  if (tag === 'blockquote') return isQuotation(element) ? 'quote' : 'none';
  if (element.attrs.length === 0) return 'none';
  const id = attribute(element, 'id') ?? '';
  const classes = attribute(element, 'class') ?? '';
  const label = `${id} ${classes} ${attribute(element, 'name') ?? ''} ${attribute(element, 'data-marker') ?? ''}`;
  if (label.trim() !== '') {
    if (OPENER.test(label)) return 'quote_to_end';
    if (SIGNATURE.test(label)) return 'signature';
    if (QUOTE.test(label)) return holdsAnswersBetween(element) ? 'none' : 'quote';
  }
  return isOutlookHeader(element) ? 'quote_to_end' : 'none';
}

/** Outlook on the web and its kin put a header block here; whatever follows is the answered mail. */
const OPENER =
  /(^|\s)(x_)*(divRplyFwdMsg|OutlookMessageHeader|__HEADERS__|isForwardContent|isReplyContent)(\s|$)/;
const SIGNATURE =
  /(^|\s)(x_)*(gmail_signature(_prefix)?|moz-signature|signature|ms-outlook-mobile-signature|composer_signature|AppleMailSignature|tutanota_signature|protonmail_signature_block)(\s|$)/i;
const QUOTE =
  /(^|\s)(x_)*(gmail_quote(_container)?|gmail_attr|moz-cite-prefix|moz-forward-container|moz-email-headers-table|quote|quoted-content|yahoo_quoted\S*|protonmail_quote|tutanota_quote|zmail_extra|freshdesk_quote|mail_(android_)?quote|mail-editor-reference-message-container|ms-outlook-mobile-reference-message|reply-intro|replyintro|__QUOTED_TEXT__|quoted[-_]?(text|message)|original[-_]?message|bloop_original_html|WordSection_quote)(\s|$)/i;

/** Gmail wraps answers written between the quoted lines in the same container: then only the quotes inside are quoted. */
function holdsAnswersBetween(element: HtmlElement): boolean {
  return (
    element.tagName !== 'blockquote' &&
    element.childNodes.some((child) => isElement(child) && child.tagName === 'blockquote')
  );
}

/** A blockquote also indents: then it has no border and no mark of a mail program. */
function isQuotation(element: HtmlElement): boolean {
  if (attribute(element, 'type')?.toLowerCase() === 'cite' || attribute(element, 'cite') !== null)
    return true;
  const label = `${attribute(element, 'class') ?? ''} ${attribute(element, 'id') ?? ''} ${attribute(element, 'data-marker') ?? ''}`;
  if (QUOTE.test(label) || /quot|cite|zitat/i.test(label)) return true;
  const style = (attribute(element, 'style') ?? '').toLowerCase();
  if (/border-left(-\w+)?\s*:(?!\s*(none|0))/.test(style)) return true;
  return isAfterAttribution(element);
}

function isAfterAttribution(element: HtmlElement): boolean {
  const siblings = element.parentNode?.childNodes ?? [];
  for (let at = siblings.indexOf(element) - 1, steps = 0; at >= 0 && steps < 4; at--, steps++) {
    const sibling = siblings[at];
    const text = isElement(sibling) ? textOf(sibling) : 'value' in sibling ? sibling.value.trim() : '';
    if (text !== '') return /\b(schrieb|geschrieben|wrote|écrit|scritto)\b.{0,200}:$/.test(text.slice(-400));
  }
  return false;
}

/** Outlook's line above the header block of an answered mail: a border on top, and `Von:` or `From:` first. */
function isOutlookHeader(element: HtmlElement): boolean {
  if (element.tagName !== 'div') return false;
  const style = attribute(element, 'style') ?? '';
  if (!/border-top\s*:\s*solid|border-top\s*:\s*[#\w.]+\s+[\w.]*\s*solid/i.test(style)) return false;
  return /^(Von|From|De|Da|Gesendet|Sent)\s*:.{0,400}\b(Gesendet|Sent|Envoyé|Inviato|Datum|Date|An|To)\s*:/.test(
    textOf(element).slice(0, 600),
  );
}
