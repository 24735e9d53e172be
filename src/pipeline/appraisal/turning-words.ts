/**
 * Words that turn a figure into something other than a firm claim of today. They are looked for without regard to the
 * labels that the extractor goes by: a second, suspicious reader.
 */
export interface TurningWords {
  name: 'settled' | 'conditional' | 'outdated' | 'handed_over';
  pattern: RegExp;
  reason: string;
}

/** What may be waived without touching the claim itself, unless the claim is named in the same breath. */
const SECONDARY = String.raw`(?:(?:die|jegliche|weitere|alle|sämtliche|unsere) ){0,2}\p{L}*(?:zinsen|kosten|gebühren|spesen|auslagen|säumniszuschläge|nebenforderungen)`;
const ON_SECONDARY = String.raw`auf ${SECONDARY}(?:(?:,| und| sowie) ${SECONDARY})*(?!\p{L}|[^.!?]{0,80}(?:und|sowie|oder) (?:auf )?(?:\p{L}+ )?(?:haupt|rest|gesamt)?(?:forderung|betrag|summe|schuld))`;

/** Beside the figure: in its paragraph, within some 160 characters. */
export const BESIDE_THE_FIGURE: readonly TurningWords[] = [
  {
    name: 'settled',
    pattern: words(
      String.raw`(?<!nicht |nicht vollständig |noch nicht |unbezahlt, nicht )(?:ausgeglichen|beglichen|getilgt|zurückgezahlt|eingezogen|wiedergegeben)`,
      String.raw`(?:voll(?:ständig|umfänglich)?|restlos|komplett|gänzlich) (?:\p{L}+ )?(?:bezahlt|gezahlt|entrichtet|überwiesen)`,
      String.raw`storniert\p{L}*|stornieren|Stornierung|ausgebucht|auszubuchen|ausbuchen|niedergeschlagen`,
      String.raw`(?<!${ON_SECONDARY} )verzicht(?:en|et|eten)(?! (?:\p{L}+ ){0,2}${ON_SECONDARY})|auf sie zu verzichten|nehmen (?:\p{L}+ ){0,4}zurück`,
      String.raw`(?<!(?:Schreiben|Nachricht|Mail|Auskunft|Mitteilung)[^!?]{0,40})(?:hinfällig|gegenstandslos)|auf null|verjährt\p{L}*`,
      String.raw`(?:settled|paid) in full|written off|waived|cancelled`,
    ),
    reason: 'Words beside the figure say that it is settled or no longer claimed.',
  },
  {
    name: 'conditional',
    pattern: words(
      String.raw`hängt (?:\p{L}+ ){0,4}ab|abhängig|je nachdem|vorausgesetzt|für den Fall|andernfalls`,
      String.raw`bleibt es bei|weist (?:\p{L}+ ){1,6}nach|strittig|bestritten|in Klärung|Klärung steht`,
      String.raw`noch nicht (?:endgültig|abschließend|verbindlich)|unverbindlich|nicht verbindlich|vorläufig\p{L}*`,
      String.raw`geschätzt\p{L}*|schätzungsweise|Schätzwert|voraussichtlich|vermutlich|müsste|dürfte`,
      String.raw`(?:einen |nen )?Strich (?:drunter|darunter)|Schwamm drüber|Haken (?:dran|daran|dahinter)|wie (?:von Ihnen|Sie(?:'s|’s| es)?) (?:vorgeschlagen|angeboten)`,
      String.raw`depends on|provisional|estimated|subject to confirmation`,
    ),
    reason: 'Words beside the figure make it depend on something that is open.',
  },
  {
    name: 'outdated',
    pattern: words(
      String.raw`ungültig\p{L}*|überholt|veraltet\p{L}*|nicht mehr (?:gültig|aktuell|zutreffend)`,
      String.raw`superseded|no longer (?:valid|correct)`,
    ),
    reason: 'Words beside the figure call it out of date.',
  },
  {
    name: 'handed_over',
    pattern: words(
      String.raw`(?:abgegeben|übergeben|abgetreten|verkauft|veräußert|weitergegeben|weitergeleitet)`,
      String.raw`zum Einzug|zur Einziehung|mit einem Stand von|(?:eingestellt|übertragen|übernommen) mit`,
      String.raw`(?:sold|assigned|transferred|handed over) to`,
    ),
    reason: 'Words beside the figure say that the claim was handed to somebody else.',
  },
];

/** In the sentence of the figure: it would be the claim if something came to pass. */
export const HYPOTHETICAL = words(
  String.raw`(?:dann|sodann) (?:\p{L}+ ){0,4}(?:anfallend\p{L}*|fällig\p{L}*)|(?:wären|würden?|kämen?|ergäben?|beliefen?|betrüge|stiege|fielen?) (?:[^.!?]{0,60} )?(?:zu zahlen|zu begleichen|fällig|an|hinzu|anfallen|betragen|erhöhen|entstehen)`,
  String.raw`(?:wären|betrüge|beliefe|stiege|ergäbe)(?: es)?|erhöht sich (?:\p{L}+ ){0,4}(?:dann|in diesem Fall)`,
  String.raw`would (?:then )?(?:be|rise|increase|become|amount)`,
);

/** Anywhere in the sender's present words: the figure is not what counts today, or not yet. */
export const HOLDS_THE_FIGURE_BACK = words(
  String.raw`legen Sie .{0,80}nicht zugrunde|(?:nicht|keinesfalls) (?:mehr )?(?:zugrunde ?(?:zu ?)?legen|verwenden|übernehmen)`,
  String.raw`(?:Zahlung|Eingang|Eingänge|Erlös|Gutschrift|Guthaben|Überweisung|Raten?)\p{L}*(?: [^.!?]{0,140})? (?:noch|bisher|derzeit) nicht (?:[\p{L}]+ ){0,3}(?:zuordnen|zugeordnet|verbucht|gebucht|eingebucht|verrechnet|angerechnet|abgezogen)`,
  String.raw`(?:zunächst|vorerst|einstweilen) ohne (?:\p{L}+ )?(?:Betrag|Summe|Bezifferung)|(?:endgültige|abschließende)[nrs]? (?:\p{L}+ )?(?:Forderung|Abrechnung|Bezifferung|Betrag|Höhe|Saldo)[^.!?]{0,80} (?:höher|niedriger|geringer|anders|folgt|nachgereicht|mitgeteilt|abweich\p{L}*|noch)`,
  String.raw`(?:endgültige|abschließende|verbindliche|genaue)[nrs]? (?:\p{L}+ )?(?:Zahl|Summe|Forderung|Abrechnung|Bezifferung|Betrag|Höhe|Saldo)[^.!?]{0,80} nicht (?:\p{L}+ )?(?:nennen|beziffern|mitteilen|angeben|sagen)`,
  String.raw`(?:wird|werden|muss|müssen|ist|sind)[^.!?]{0,60} noch (?:\p{L}+ )?(?:beziffert|ermittelt|abgerechnet|berechnet|begutachtet|festgestellt)`,
  String.raw`(?:Stand|Saldo|Aufstellung|Betrag|Zahl|Figure|Summe) (?:[\p{L}]+ ){0,4}nicht mehr (?:aktuell|gültig|richtig)`,
  String.raw`(?:Rechnung(?:en)?|Abrechnung|Gutachten|Kostenvoranschlag|Schlussrechnung)(?: \p{L}+)? (?:kommt|kommen|folgt|folgen|fehlt|fehlen|steht|stehen) (?:\p{L}+ )?noch(?: aus)?`,
  String.raw`(?:verwenden|übernehmen|buchen|berücksichtigen|beachten) Sie (?:bitte )?(?:die|diese[ns]?|den|das|unsere[ns]?) (?:\p{L}+ ){0,3}nicht|(?:trifft|treffen) (?:(?:so|leider|jedoch|aber) )*nicht (?:mehr )?zu`,
  String.raw`(?:voraussichtlich|sobald|nach Abschluss|in Kürze|demnächst)[^.!?]{0,120} (?:erhalten Sie|folgt|senden wir|schicken wir|übersenden wir|reichen wir|teilen wir)`,
  String.raw`(?:do not|don't|please do not) (?:use|rely on|book) (?:this|the|that)|not yet (?:been )?(?:allocated|posted|credited|booked)`,
);

/** Anywhere in the sender's present words: they end a claim, whatever figure stands elsewhere. */
export const ENDS_THE_CLAIM = words(
  String.raw`keine(?:rlei)? (?!weiteren? )(?:\p{L}+ )?(?:Ansprüche|Forderung(?:en)?) (?:\p{L}+ ){0,4}(?:mehr|haben|bestehen|besteht|geltend)`,
  String.raw`(?<!(?:weitere|sonstige|andere)[nr]? )(?:Ansprüche|Forderung(?:en)?) (?:\p{L}+ ){0,4}(?:haben wir nicht|bestehen nicht|besteht nicht|nicht mehr)`,
  String.raw`nichts mehr (?:\p{L}+ ){0,2}(?:offen|fordern|zu zahlen|zu fordern|verlangen)|nichts mehr (?:offen|schuldig)`,
  String.raw`(?:verlang|forder|woll|will|möcht|bekomm|krieg|beanspruch|brauch)\p{L}* (?:\p{L}+ ){0,3}(?:nichts|nix|nimmer) mehr|keinen (?:Cent|Pfennig) mehr`,
  String.raw`fordern (?:wir )?(?:\p{L}+ ){0,2}nichts|Akte (?:ist )?(?:zu|geschlossen)|steht auf null|alles auf null|no further claim\p{L}*`,
);

/** Anywhere in a mail that is read as "nothing is claimed": what is denied is something else, or the payment came back. */
export const DENIES_SOMETHING_ELSE = words(
  String.raw`(?:Ansprüche|Anspruch|Forderung(?:en)?) (?:\p{L}+ ){0,4}(?:gegen (?:uns|unsere)|des (?:Kunden|Schuldners|Mandanten|Klienten)|de[rs] (?:Kundin|Schuldnerin|Mandantin|Klientin))`,
  String.raw`(?:Mandant|Klient|Kunde|Schuldner)(?:in)? (?:\p{L}+ ){0,3}hat keine(?:rlei)? (?:\p{L}+ )?(?:Ansprüche|Forderung)`,
  String.raw`aus (?:\p{L}+ ){0,3}unerlaubte[rn]? Handlung|Rücklastschrift|Lastschrift\p{L}* (?:\p{L}+ ){0,3}(?:geplatzt|zurück)|platzte|zurückgebucht|zurückgegangen`,
  String.raw`\d ?(?:€|EUR|Euro),? (?:und|dann|damit) (?:\p{L}+ ){0,5}(?:erledigt|quitt|gut|gegessen|ausgeglichen|vom Tisch)`,
  String.raw`keine (?:weiteren |offenen )?(?:Fragen|Bedenken|Einwände|Einwendungen|Sicherheiten|Mitverpflichtete\p{L}*|Rückfragen|Unterlagen|Angaben)`,
);

/** Anywhere in a mail that is read as "nothing is claimed": the claim has gone to somebody else and lives on. */
export const LIVES_ON_ELSEWHERE = words(
  String.raw`abgetreten|Abtretung|verkauft|veräußert|(?:Inkasso|Forderungseinzug|Einzug)\p{L}* (?:\p{L}+ ){0,10}(?:übertragen|übergeben|abgegeben|beauftragt)`,
  String.raw`an (?:die |das |den )?(?:Kanzlei|Rechtsanw|Inkasso|Firma)\p{L}*(?: [\p{L}&.]+){0,6} (?:abgegeben|übergeben|übertragen|weitergeleitet)`,
  String.raw`(?:sold|assigned|transferred|passed|handed(?: over)?|referred) (?:on )?to|no longer (?:share|hold|own|manage)`,
  String.raw`(?:gegen|bei|nach) (?:einmalig\p{L}* |einer |Zahlung von |Eingang von ).{0,90}erledigt`,
);

function words(...alternatives: string[]): RegExp {
  return new RegExp(String.raw`(?<!\p{L})(?:${alternatives.join('|')})(?!\p{L})`, 'iu');
}
