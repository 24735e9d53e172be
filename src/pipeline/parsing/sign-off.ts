/** "Mit freundlichen Grüßen" and its kin, alone on a line or with a place or name behind. */
export function isSignOff(line: string): boolean {
  if (line.length > 80) return false;
  const found = GREETING.exec(line) ?? ABBREVIATED.exec(line);
  return found !== null && TAIL.test(line.slice(found[0].length));
}

const THANKS = '(?:(?:viel\\w*|best\\w*|herzlich\\w*) )?dank\\w*(?: im voraus| vorab)?(?: und|,) ';
const ADJECTIVE =
  '(?:freundlich|best|herzlich|lieb|viel|schön|sonnig|kollegial|verbindlich|höflich|vorzüglich|nett|winterlich|weihnachtlich)\\w*';
const GREETING = new RegExp(
  `^(?:${THANKS})?(?:${[
    `(?:mit |sende |es grüßt mit )?(?:ganz )?${ADJECTIVE}(?:(?:,| und)? ${ADJECTIVE})* (?:gr(?:ü|ue|u)(?:ß|ss)\\w*|empfehlung\\w*|wünsche\\w*)`,
    '(?:es )?gr(?:ü|ue)(?:ß|ss)(?:e|en|t)?',
    'gru(?:ß|ss)',
    'hochachtungsvoll|freundlichst',
    '(?:with )?(?:kind(?:est)?|best|warm|many)(?: and \\w+)? (?:regards|wishes)',
    'regards|sincerely(?: yours)?|yours (?:sincerely|faithfully|truly)|respectfully|cheers',
    '(?:mes |nos |avec (?:mes|nos) )?(?:meilleures|cordiales|sincères) salutations|cordialement|cordiali saluti|distinti saluti',
  ].join('|')})(?![\\p{L}\\d-])`,
  'iu',
);
/** In capitals as people write them: `LG` also begins the name of a court, `BG` a file number. */
const ABBREVIATED = /^(?:MfG|mfg|MFG|M\.?f\.?G\.?|VG|LG|vg|lg|BG)(?![\p{L}\d-])/u;
/** A name, a place or a function may follow, no sentence and no figures. */
const TAIL =
  /^[\s,.!–-]*(?:(?:aus|von|nach|from|und|i\.|Ihre?|your|an) ?[^\d]{0,50}|[\p{Lu}/(][^\d]{0,45})?$/u;
