/**
 * What words of a claim have in common. A hand writes "beglichen" where another writes "getilgt": experience with the one
 * holds for the other. Words are folded; `-` stands for any ending, or beginning, that a word may have.
 */
const SENSES: Readonly<Record<string, string>> = {
  claim:
    '-forderung -forderungen forderung- -rueckstand -rueckstaende rueckstaende- rueckstand- -schuld -schulden schuld schulden schuldenstand schuldsaldo restschuld- anspruch ansprueche anspruechen anspruchs -anspruch -ansprueche saldo salden -saldo saldostand verbindlichkeit- aussenstand aussenstaende zahlungsausstand fehlbetrag fehlbestand restbetrag- restsumme restanz kontostand kontosaldo- schuldstand forderungsstand obligo unterdeckung minus minusbetrag soll nachzahlung- nachforderung- erstattungsbetrag ueberzahlung- claim claims debt debts balance arrears liability indebtedness shortfall zahlungsrueckstand hauptrueckstand offenstand sollsaldo debetsaldo ausstaende aussenstaenden schuldbetrag rueckforderung- erstattungsforderung- erstattungsanspruch- ersatzanspruch- beitragsschuld abloesebetrag abloesesumme schadenersatz schadensersatz',
  total:
    'gesamt- insgesamt summe endsumme endbetrag summa zusammen total totals overall altogether gesamter alles saldo- endsaldo schlusssaldo abschlusssaldo sum unterm strich mithin somit also macht ergibt schliesst saemtliche saemtlicher aller gesamte gesamten summiert addiert zusammengerechnet gesamtsumme gesamtbetrag gesamtforderung gesamtrueckstand gesamtschuld gesamtsaldo alltogether together zusamen',
  owed: 'offen- offene offenen offener offenes offenstehend- aussteh- ausstand rueckstaendig- faellig faellige faelliger faelligen schuldet schulden schuldig geschuldet- unbezahlt- unbeglichen- ungetilgt- schulde aushaft- haftet aushaftend- valutiert valutieren belaeuft belaufen beziffer- betraegt verbleib- verbleibt bleibt bleiben fehlt fehlen stehen steht zahlbar geltend anmelden angemeldet anzumelden fordern fordert verlangen verlangt beanspruch- bekommen kriegen zusteht owed owe owes owing due outstanding unpaid remaining remains overdue payable valutierend notiert notieren nachzuzahlen nachzahlen aufgelaufen auflaufen auflaeuft kreide debet aussen schuldete schuldeten krieg kriege bekomme verlange fordere erstatten zurueckzuzahlen rueckzahlbar abzuloesen betragen lautet lauten offenbleib- beigetrieben beitreiben',
  settled:
    'beglichen ausgeglichen getilgt bezahlt gezahlt entrichtet erledigt abgegolten ueberwiesen zurueckgezahlt eingegangen verbucht abgeloest ausbezahlt vereinnahmt eingezahlt abgezahlt abbezahlt wiedergegeben zurueckgegeben geleistet geflossen eingezogen paid settled cleared received discharged satisfied gedeckt bereinigt quitt erfuellt erloschen befriedigt nachgezahlt zurueckbezahlt rueckgezahlt abgeleistet aufgezehrt abgearbeitet beigebracht vorbeigebracht einbehalten fortgezahlt puenktlich',
  dropped:
    'storniert- storno stornierung ausgebucht ausbuchen ausbuchung auszubuchen abgeschrieben abgesetzt geloescht erlassen niedergeschlagen gestrichen zurueckgenommen aufgehoben verzicht- erlass kulanz kulanzhalber gutgeschrieben gutschrift hinfaellig gegenstandslos verjaehrt geschlossen abgeschlossen eingestellt waived waive written cancelled closed withdrawn weiterverfolgt verfolgt annulliert annullierung rueckgaengig zurueckgezogen befreit befreiung absehen abgesehen verzichtet verzichten verzichte nachgelassen geschenkt schenke loeschen entlastet entwertet ausgesetzt freigestellt stillgelegt gegenstandslose',
  not: 'nicht kein keine keinen keinem keiner keines keinerlei nichts nix nie niemals weder ohne not no none nothing never nil neither without niemand keineswegs keinesfalls mitnichten nirgends keinerweise nich net nit pfennig',
  zero: 'null nullsaldo zurueckgezahlt rueckzahlung auszahlung zurueckueberweisen zuviel doppelt plus guthaben ueberschuss ausgeglichenes glattgestellt credit zero',
  anymore: 'mehr weiter weitere weiteren weiterhin laenger further longer anymore',
  unknown:
    'unbekannt ermitteln ermittelbar auffindbar gefunden finden vorhanden gefuehrt zuordnen verwechslung irrlaeufer falscher verwechselt bestand datensatz kundenbestand record trace nirgends identifizieren identifizierbar zuzuordnen einordnen angelegt anlegen karteikarten recherche karteikarte verzeichnet fuehren gelistet unauffindbar',
  pay: 'zahlen zahlung- zahlungen bezahlen begleichen begleichung ausgleich ausgleichen ausgleichung leisten entrichten ueberweisen ueberweisung einzahlung erstatten tilgen tilgung abloesen abloese ausgleichs- pay payment repay remit bezahle zahle ueberweise begleiche abbezahlen abstottern zurueckzahlen rueckzahlung zahlbar',
  taken_off:
    'abzueglich abzgl abzug gekuerzt verrechnet verrechnung anrechnung angerechnet abschlag abschlaege gutschriften zahlungseingang zahlungseingaenge teilzahlung- anzahlung- verwertungserloes erloes haben minus less deducting anrechnen verrechnen gutgebracht gutzuschreiben einbehalt- aufrechnung aufgerechnet abzuziehen abgezogen teilretoure retoure- rueckverguetung verwertung',
  part: 'davon darin hiervon darunter enthalten inklusive inkl einschliesslich einschl zuzueglich zzgl nebst samt sowie bestehend zusammensetzt setzt including inclusive plus thereof comprising enthaltene hierin hievon anteilig anteil teilbetrag nebenforderungen nebenkosten hinzu dazu wovon',
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
    'vergleich- vergleichs- angebot angebote anbot vorschlag- vorschlagen bieten boten einmalzahlung einmalig- nachlass rabatt abfindung quote quoten einigung entgegenkommen erledigung kulanterweise settlement offer offers lump proposal angeboten angebotene angebotenen vorgeschlagen vorgeschlagene vorgeschlagenen teilverzicht teilerlass einmalbetrag abloesevergleich schlusszahlung offered proposed reduced',
  accept:
    'zustimm- zugestimmt zustimmung einverstanden einverstaendnis annehmen annahme angenommen nehmen akzeptier- genehmigt genehmigen bewilligt bewilligen stattgegeben bestaetigen willigen eingewilligt accept accepted accepts agree agreed approve approved deal abgemacht einigen geeinigt zusage zugesagt zusagen nimmt zustimmend einverst okay passt recht gebilligt billigen mitgetragen mittragen entgegen entgegenkommend agreeable willing happy fine',
  refuse:
    'ablehn- abgelehnt abzulehnen lehnen zurueckgewiesen zurueckweisen verweiger- versagt ausgeschlossen entsprochen entsprechen naehertreten naeherzutreten ungenuegend unzureichend unannehmbar inakzeptabel untergrenze annehmbar annehmbare angemessen angemessene ausreichend ausreichende akzeptabel verschliessen unterbreiten reject rejected decline declined unable refuse nein wenig gering geringe niedrig niedriges reicht genuegt genuegen unmoeglich unzumutbar zumutbar indiskutabel ausreicht darunter mindestens voller vollen vollem volle voll schlechterstellung unangemessen beharren bestehen festhalten halten hoeher hoehere hoeheres nachbessern nachbesserung mitmachen mittragen insufficient acceptable regret refuses rejects declines low',
  plan: 'plan planes schuldenbereinigung- regulierung- zahlungsplan ratenplan tilgungsplan ratenvereinbarung zahlungsvereinbarung stundung schuldenbereinigungsplan nullplan arrangement',
  handed_over:
    'abgetreten abtretung- verkauft verkauf forderungsverkauf forderungskauf veraeussert uebertragen uebertragung- uebergeben uebergabe abgegeben abgabe weitergegeben zediert zession erworben erwerb- erwerberin zurueckuebertrag- rueckuebertrag- inhaber inhaberin forderungsinhaber- glaeubigerwechsel neuglaeubiger- rechtsnachfolger- factoring ankauf angekauft beauftragt mandatiert weitergeleitet inkassounternehmen inkassobuero inkassodienst- assigned sold transferred acquired purchased referred betraut betreuung einziehung beitreibung beauftragung uebernommen uebernimmt uebernahme wechsel wechselt kaeufer- erwerber factor factors zessionar- zedent- mandat mandats mandantschaft vertreten vertritt vertretung bevollmaechtigt zurueckgegeben rueckgabe anwaltlich anwaltskanzlei kanzlei rechtsanwalt rechtsanwaeltin rechtsanwaelte inkasso inkassogesellschaft portfolio solicitors agency',
  contact:
    'wenden kontaktieren ansprechpartner zustaendig zustaendige zustaendigen anschrift richten dorthin unmittelbar direkt contact address anschreiben korrespondenz schriftverkehr adressieren umadressieren nachfragen erfragen zustaendigkeit zustaendigkeitshalber ansprechpartnerin hotline durchwahl',
  ask: 'bitte bitten senden uebersenden zusenden einreichen reichen nachreichen vorlegen vorlage benoetigen brauchen erbitten ergaenzen mitteilen teilen nennen zukommen uebermitteln please send provide submit need require request klarstellung klarstellen praezisieren angeben angabe angaben mitzuteilen uebersendung zusendung rueckmeldung beantworten ausfuellen auszufuellen welche welcher welches welchen brauche benoetige noetig erforderlich fehlt fehlen vorab clarify confirm complete attach return',
  paper:
    'vollmacht- schweigepflicht- entbindung geburtsdatum einwilligung nachweis- legitimation ausweis- ausweiskopie original originalvollmacht unterschrift unterschrieben formular fragebogen bescheinigung kopie anschriften unterlagen bevollmaechtig- entbindungserklaerung beratungsschein authority consent birth proof meldebescheinigung vermoegensverzeichnis haushaltsplan einkommensnachweis- verdienstbescheinigung- lohnbescheinigung- gehaltsabrechnung- lohnabrechnung- kontoauszuege glaeubigerverzeichnis glaeubigerliste personalausweis selbstauskunft datenschutz- dsgvo mandatierung mandatsbestaetigung geburtsname vornamen stammdaten zeichnung unterzeichnet unterschriebene identitaet- passport signed mandate form',
  receipt:
    'eingang eingegangen erhalten empfangen eingangsbestaetigung empfangsbestaetigung vorgangsnummer ticket ticketnummer ticketsystem bearbeitung bearbeiten bearbeitet bearbeitungszeit geduld kuemmern melden prioritaet werktage werktagen weitergegeben weitergereicht zugeleitet kollegen kollegin melden meldet acknowledge receipt case inbox angekommen zwischenbescheid zwischennachricht unaufgefordert baldmoeglichst schnellstmoeglich rueckmeldung registriert aufgenommen vermerkt eingereiht bearbeitungsdauer bearbeitungsstand pruefung wochen vorliegt vorgemerkt sachbearbeit- reihenfolge eingegangene received reply shortly soon',
  automatic:
    'automatisch- automatisiert- maschinell- abwesend abwesenheit- abwesenheitsnotiz urlaub zurueck rueckkehr wieder vertretung dringend dringenden feierabend geschlossen unbesetzt betriebsferien erreichbar noreply unzustellbar mailbox postfach automatic autoreply office undeliverable delivery generiert systemseitig rueckkehren unterwegs elternzeit krankheit krankheitsbedingt messe dienstreise feiertage fortbildungstag wiederda erreichen beantwortet gelesen unbeaufsichtigt vacation holiday leave unmonitored',
  advert:
    'newsletter abmelden abbestellen abonnier- seminar- webinar- workshop tagung fortbildung- konferenz kongress rabattcode gutschein- aktion ticket teilnahme teilnahmegebuehr anmeldung fruehbucher jetzt gratis kostenlos preis preise shop katalog bestellen versandkosten- unsubscribe webinar angebot gewinn- gewinnspiel kennwort passwort klick- klicken link sendung paket zollgebuehr verifizier- login einladung einladen eingeladen veranstaltung programm messe ausgabe auflage bestellformular rabattaktion neuheit- entdecken sparen spare exklusiv toner kopierer drucker leasingangebot mietangebot grillen feier sommerfest weihnachtsfeier kaffee kuchen stammtisch klassentreffen download',
  correct:
    'korrektur korrigier- berichtig- richtigstell- richtig richtige versehentlich irrtuemlich- fehler fehlerhaft falsch zahlendreher tippfehler ueberholt ungueltig ersetzt statt anstelle correction corrected revised wrong mistake instead berichtigt neuberechn- neu richtiger gegenueber stornorechnung verrechnet vertippt versehen irrtum uebersehen',
  past: 'war waren betrug belief lag urspruenglich- anfangs damals seinerzeit frueher frueheren zunaechst bisher bisherige- zuletzt vormals was were original originally previously former',
  now: 'heute heutig- aktuell- derzeit derzeitig- momentan gegenwaertig- nunmehr nun jetzt jetzigen stand stichtag per zum current currently today now date momentaner tagesaktuell zwischenzeitlich inzwischen jetz gegenwaertige heutigem bislang todays',
  contract:
    'limit kreditlimit kreditrahmen rahmen kreditlinie linie kreditbetrag darlehenssumme auszahlungsbetrag nettokreditbetrag gesamtkreditbetrag finanzierungsbetrag kaution stammkapital grundkapital haftung haftpflicht deckungssumme versicherungssumme streitwert gegenstandswert kaufpreis listenpreis loan facility',
  pending:
    'zunaechst vorerst einstweilen vorlaeufig- endgueltig- abschliessend- folgt folgen nachgereicht nachreichen noch ermittelt beziffert- vormerken merken gutachter- vorbehalt- demnaechst spaeter sobald pending provisional final yet ermitteln beziffern abrechnen begutachtet nachberechnung unverbindlich voraussichtlich nachtrag folgende unbeziffert spaetestens offengelassen angefordert',
  dispute:
    'bestritten streitig strittig widerspruch einspruch einwand einwendungen klaerung klaeren geklaert pruefung pruefen geprueft zugrunde vorlaeufig geschaetzt schaetzung voraussichtlich unverbindlich disputed provisional estimated bestreiten bestreitet streit einwendung rechtsstreit prozess klage berufung ungeklaert einspruchsverfahren ausgesetzt',
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
