/**
 * What words of a claim have in common. A hand writes "beglichen" where another writes "getilgt": experience with the one
 * holds for the other. Words are folded; `-` stands for any ending, or beginning, that a word may have.
 */
const SENSES: Readonly<Record<string, string>> = {
  claim:
    '-forderung -forderungen forderung- -rueckstand -rueckstaende rueckstaende- rueckstand- -schuld -schulden schuld schulden schuldenstand schuldsaldo restschuld- anspruch ansprueche anspruechen anspruchs -anspruch -ansprueche saldo salden -saldo saldostand verbindlichkeit- aussenstand aussenstaende zahlungsausstand fehlbetrag fehlbestand restbetrag- restsumme restanz kontostand kontosaldo- schuldstand forderungsstand obligo unterdeckung minus minusbetrag soll nachzahlung- nachforderung- erstattungsbetrag ueberzahlung- claim claims debt debts balance arrears liability indebtedness shortfall',
  total:
    'gesamt- insgesamt summe endsumme endbetrag summa zusammen total totals overall altogether gesamter alles saldo- endsaldo schlusssaldo abschlusssaldo sum unterm strich mithin somit also macht ergibt schliesst',
  owed: 'offen- offene offenen offener offenes offenstehend- aussteh- ausstand rueckstaendig- faellig faellige faelliger faelligen schuldet schulden schuldig geschuldet- unbezahlt- unbeglichen- ungetilgt- schulde aushaft- haftet aushaftend- valutiert valutieren belaeuft belaufen beziffer- betraegt verbleib- verbleibt bleibt bleiben fehlt fehlen stehen steht zahlbar geltend anmelden angemeldet anzumelden fordern fordert verlangen verlangt beanspruch- bekommen kriegen zusteht owed owe owes owing due outstanding unpaid remaining remains overdue payable',
  settled:
    'beglichen ausgeglichen getilgt bezahlt gezahlt entrichtet erledigt abgegolten ueberwiesen zurueckgezahlt eingegangen verbucht abgeloest ausbezahlt vereinnahmt eingezahlt abgezahlt abbezahlt wiedergegeben zurueckgegeben geleistet geflossen eingezogen paid settled cleared received discharged satisfied',
  dropped:
    'storniert- storno stornierung ausgebucht ausbuchen ausbuchung auszubuchen abgeschrieben abgesetzt geloescht erlassen niedergeschlagen gestrichen zurueckgenommen aufgehoben verzicht- erlass kulanz kulanzhalber gutgeschrieben gutschrift hinfaellig gegenstandslos verjaehrt geschlossen abgeschlossen eingestellt waived waive written cancelled closed withdrawn',
  not: 'nicht kein keine keinen keinem keiner keines keinerlei nichts nix nie niemals weder ohne not no none nothing never nil neither without',
  zero: 'null nullsaldo zurueckgezahlt rueckzahlung auszahlung zurueckueberweisen zuviel doppelt plus guthaben ueberschuss ausgeglichenes glattgestellt credit zero',
  anymore: 'mehr weiter weitere weiteren weiterhin laenger further longer anymore',
  unknown:
    'unbekannt ermitteln ermittelbar auffindbar gefunden finden vorhanden gefuehrt zuordnen verwechslung irrlaeufer falscher verwechselt bestand datensatz kundenbestand record trace',
  pay: 'zahlen zahlung- zahlungen bezahlen begleichen begleichung ausgleich ausgleichen ausgleichung leisten entrichten ueberweisen ueberweisung einzahlung erstatten tilgen tilgung abloesen abloese ausgleichs- pay payment repay remit',
  taken_off:
    'abzueglich abzgl abzug gekuerzt verrechnet verrechnung anrechnung angerechnet abschlag abschlaege gutschriften zahlungseingang zahlungseingaenge teilzahlung- anzahlung- verwertungserloes erloes haben minus less deducting',
  part: 'davon darin hiervon darunter enthalten inklusive inkl einschliesslich einschl zuzueglich zzgl nebst samt sowie bestehend zusammensetzt setzt including inclusive plus thereof comprising',
  principal:
    'hauptforderung- hauptbetrag hauptsache hauptschuld kapital restkapital darlehensbetrag kapitalsaldo grundforderung warenwert rechnungsbetrag rechnungen rechnung ursprungsforderung kapitalforderung nettodarlehen- principal capital invoice',
  interest: 'zins- zinsen -zinsen verzugszins- sollzinsen prozentpunkte basiszinssatz interest',
  costs:
    'kosten -kosten gebuehr- -gebuehr -gebuehren auslagen -auslagen pauschale -pauschale spesen -spesen verguetung -verguetung porto saeumniszuschl- mahnspesen inkasso- honorar- costs fees fee charges charge disbursements',
  monthly:
    'monatlich- mtl rate raten -rate -raten ratenzahlung- monatsrate- teilbetraege teilbetraegen abzahlung monat monats jeden jaehrlich woechentlich instalment- installment- monthly month',
  condition:
    'wenn falls sofern sollte sollten soweit sonst andernfalls ansonsten bleibt ausbleibt vorausgesetzt vorbehaltlich bedingung wuerde wuerden waere waeren kaeme kaemen koennte dann droht drohen if should unless otherwise would provided',
  offer:
    'vergleich- vergleichs- angebot angebote anbot vorschlag- vorschlagen bieten boten einmalzahlung einmalig- nachlass rabatt abfindung quote quoten einigung entgegenkommen erledigung kulanterweise settlement offer offers lump proposal',
  accept:
    'zustimm- zugestimmt zustimmung einverstanden einverstaendnis annehmen annahme angenommen nehmen akzeptier- genehmigt genehmigen bewilligt bewilligen stattgegeben bestaetigen willigen eingewilligt accept accepted accepts agree agreed approve approved',
  refuse:
    'ablehn- abgelehnt abzulehnen lehnen zurueckgewiesen zurueckweisen verweiger- versagt ausgeschlossen entsprochen entsprechen naehertreten naeherzutreten ungenuegend unzureichend unannehmbar inakzeptabel untergrenze annehmbar annehmbare angemessen angemessene ausreichend ausreichende akzeptabel verschliessen unterbreiten reject rejected decline declined unable refuse',
  plan: 'plan planes schuldenbereinigung- regulierung- zahlungsplan ratenplan tilgungsplan ratenvereinbarung zahlungsvereinbarung stundung schuldenbereinigungsplan nullplan arrangement',
  handed_over:
    'abgetreten abtretung- verkauft verkauf forderungsverkauf forderungskauf veraeussert uebertragen uebertragung- uebergeben uebergabe abgegeben abgabe weitergegeben zediert zession erworben erwerb- erwerberin zurueckuebertrag- rueckuebertrag- inhaber inhaberin forderungsinhaber- glaeubigerwechsel neuglaeubiger- rechtsnachfolger- factoring ankauf angekauft beauftragt mandatiert weitergeleitet inkassounternehmen inkassobuero inkassodienst- assigned sold transferred acquired purchased referred',
  contact:
    'wenden kontaktieren ansprechpartner zustaendig zustaendige zustaendigen anschrift richten dorthin unmittelbar direkt contact address',
  ask: 'bitte bitten senden uebersenden zusenden einreichen reichen nachreichen vorlegen vorlage benoetigen brauchen erbitten ergaenzen mitteilen teilen nennen zukommen uebermitteln please send provide submit need require request',
  paper:
    'vollmacht- schweigepflicht- entbindung geburtsdatum einwilligung nachweis- legitimation ausweis- ausweiskopie original originalvollmacht unterschrift unterschrieben formular fragebogen bescheinigung kopie anschriften unterlagen bevollmaechtig- entbindungserklaerung beratungsschein authority consent birth proof',
  receipt:
    'eingang eingegangen erhalten empfangen eingangsbestaetigung empfangsbestaetigung vorgangsnummer ticket ticketnummer ticketsystem bearbeitung bearbeiten bearbeitet bearbeitungszeit geduld kuemmern melden prioritaet werktage werktagen weitergegeben weitergereicht zugeleitet kollegen kollegin melden meldet acknowledge receipt case inbox',
  automatic:
    'automatisch- automatisiert- maschinell- abwesend abwesenheit- abwesenheitsnotiz urlaub zurueck rueckkehr wieder vertretung dringend dringenden feierabend geschlossen unbesetzt betriebsferien erreichbar noreply unzustellbar mailbox postfach automatic autoreply office undeliverable delivery',
  advert:
    'newsletter abmelden abbestellen abonnier- seminar- webinar- workshop tagung fortbildung- konferenz kongress rabattcode gutschein- aktion ticket teilnahme teilnahmegebuehr anmeldung fruehbucher jetzt gratis kostenlos preis preise shop katalog bestellen versandkosten- unsubscribe webinar',
  correct:
    'korrektur korrigier- berichtig- richtigstell- richtig richtige versehentlich irrtuemlich- fehler fehlerhaft falsch zahlendreher tippfehler ueberholt ungueltig ersetzt statt anstelle correction corrected revised wrong mistake instead',
  past: 'war waren betrug belief lag urspruenglich- anfangs damals seinerzeit frueher frueheren zunaechst bisher bisherige- zuletzt vormals was were original originally previously former',
  now: 'heute heutig- aktuell- derzeit derzeitig- momentan gegenwaertig- nunmehr nun jetzt jetzigen stand stichtag per zum current currently today now date',
  contract:
    'limit kreditlimit kreditrahmen rahmen kreditlinie linie kreditbetrag darlehenssumme auszahlungsbetrag nettokreditbetrag gesamtkreditbetrag finanzierungsbetrag kaution stammkapital grundkapital haftung haftpflicht deckungssumme versicherungssumme streitwert gegenstandswert kaufpreis listenpreis loan facility',
  pending:
    'zunaechst vorerst einstweilen vorlaeufig- endgueltig- abschliessend- folgt folgen nachgereicht nachreichen noch ermittelt beziffert- vormerken merken gutachter- vorbehalt- demnaechst spaeter sobald pending provisional final yet',
  dispute:
    'bestritten streitig strittig widerspruch einspruch einwand einwendungen klaerung klaeren geklaert pruefung pruefen geprueft zugrunde vorlaeufig geschaetzt schaetzung voraussichtlich unverbindlich disputed provisional estimated',
  other:
    'ehemann ehefrau ehegatte partner mutter vater sohn tochter bruder schwester vermieter mieter buerge mitschuldner- gesamtschuldner- eheleute husband wife spouse',
};

const WHOLE = new Map<string, string[]>();
const BEGINNINGS = new Map<string, string[]>();
const ENDS = new Map<string, string[]>();
const SHORTEST = 3;

for (const [sense, words] of Object.entries(SENSES)) {
  for (const word of new Set(words.split(' '))) {
    const table = word.endsWith('-') ? BEGINNINGS : word.startsWith('-') ? ENDS : WHOLE;
    const key = word.replace('-', '');
    table.set(key, [...(table.get(key) ?? []), sense]);
  }
}

const LONGEST = Math.max(...[...BEGINNINGS.keys(), ...ENDS.keys()].map((key) => key.length));
const NONE: readonly string[] = [];
const KNOWN = new Map<string, readonly string[]>();
const MAX_KNOWN = 20_000;

/** What a folded word may mean in a letter about a claim; nothing for most words. */
export function sensesOf(word: string): readonly string[] {
  const known = KNOWN.get(word);
  if (known) return known;
  const senses = new Set(WHOLE.get(word));
  for (let length = SHORTEST; length <= Math.min(word.length, LONGEST); length += 1) {
    for (const sense of BEGINNINGS.get(word.slice(0, length)) ?? NONE) senses.add(sense);
    for (const sense of ENDS.get(word.slice(-length)) ?? NONE) senses.add(sense);
  }
  const found = senses.size === 0 ? NONE : [...senses];
  if (KNOWN.size < MAX_KNOWN) KNOWN.set(word, found);
  return found;
}
