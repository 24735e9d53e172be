/** "Mit freundlichen Grüßen" and its kin, alone on a line or with a place or name behind. */
export function isSignOff(line: string): boolean {
  return line.length <= 70 && SIGN_OFF.test(line);
}

const SIGN_OFF = new RegExp(
  [
    '(mit |viele[nr]? |ganz |sende |und )*(freundlich\\w*|best\\w*|herzlich\\w*|lieb\\w*|viel\\w*|schön\\w*|sonnig\\w*|kollegial\\w*|verbindlich\\w*|höflich\\w*|vorzüglich\\w*)( und \\w+)? (gr(ü|ue|u)(ß|ss)\\w*|empfehlung\\w*|wünsche\\w*)',
    '(es )?gr(ü|ue)(ß|ss)(e|en|t)?\\b(?! gott)',
    'gruß\\b|gruss\\b',
    '(m\\.?\\s?f\\.?\\s?g\\.?|vg|lg|bg)\\b',
    'hochachtungsvoll',
    '(with )?(kind(est)?|best|warm|many)( and \\w+)? (regards|wishes)',
    'regards\\b|sincerely\\b|yours (sincerely|faithfully|truly)|sincerely yours|respectfully|cheers\\b',
    '(meilleures|cordiales|sincères) salutations|cordialement|cordiali saluti|distinti saluti|freundlichst',
  ]
    .map((form) => `(?:${form})`)
    .join('|')
    .replace(/^/, '^(?:')
    .replace(/$/, ')[\\s,.!]*(?:(?:aus|von|nach|from|und|an|i\\.\\s?a\\.|i\\.\\s?v\\.|ihr|ihre|dein|deine|your)\\b.{0,50}|[\\p{Lu}/(,;–-].{0,45})?$'),
  'iu',
);
