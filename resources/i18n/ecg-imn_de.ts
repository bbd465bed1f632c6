<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>About</name>
    <message>
        <source>Another window of the program did not end properly. The log has the details: {path}</source>
        <translation>Ein anderes Fenster des Programms wurde nicht richtig beendet. Die Einzelheiten stehen im Protokoll: {path}</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>Diagnose kopieren</translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation>Etwas ist schiefgegangen</translation>
    </message>
    <message>
        <source>Something went wrong in the program. The record on screen is unchanged.</source>
        <translation>Im Programm ist etwas schiefgegangen. Die angezeigte Aufzeichnung ist unverändert.</translation>
    </message>
    <message>
        <source>The details are in the log:
{path}</source>
        <translation>Die Einzelheiten stehen im Protokoll:
{path}</translation>
    </message>
    <message>
        <source>The diagnostics are on the clipboard: versions, computer, settings and log, nothing of a patient.</source>
        <translation>Die Diagnose liegt in der Zwischenablage: Versionen, Computer, Einstellungen und Protokoll, nichts von Patienten.</translation>
    </message>
    <message>
        <source>The program did not end properly the last time. The log has the details: {path}</source>
        <translation>Das Programm wurde beim letzten Mal nicht richtig beendet. Die Einzelheiten stehen im Protokoll: {path}</translation>
    </message>
    <message>
        <source>The program did not end properly the last time; the record that was open is shown again. The log has the details: {path}</source>
        <translation>Das Programm wurde beim letzten Mal nicht richtig beendet; die Aufzeichnung, die offen war, wird wieder gezeigt. Die Einzelheiten stehen im Protokoll: {path}</translation>
    </message>
    <message>
        <source>The program did not end properly while an ECG was being opened or analysed. What is opened is not to be remembered, so the program starts without an ECG. The log has the details: {path}</source>
        <translation>Das Programm wurde nicht ordentlich beendet, während ein EKG geöffnet oder analysiert wurde. Was geöffnet wird, soll nicht gemerkt werden, darum beginnt das Programm ohne EKG. Einzelheiten stehen im Protokoll: {path}</translation>
    </message>
    <message>
        <source>The program did not end properly while {file} was being opened or analysed, so it starts without that ECG: open it from the menu File to try again. The log has the details: {path}</source>
        <translation>Das Programm wurde nicht richtig beendet, während {file} geöffnet oder ausgewertet wurde, und startet deshalb ohne dieses EKG: Öffnen Sie es im Menü Datei, um es noch einmal zu versuchen. Die Einzelheiten stehen im Protokoll: {path}</translation>
    </message>
    <message>
        <source>This is version {version}. The program never connects to a network and never looks for updates. Newer versions are published where this installer came from; installing one over this one keeps all settings.</source>
        <translation>Dies ist Version {version}. Das Programm verbindet sich nie mit einem Netz und sucht nie nach Aktualisierungen. Neuere Versionen erscheinen dort, woher dieses Installationsprogramm kam; wird eine darüber installiert, bleiben alle Einstellungen erhalten.</translation>
    </message>
</context>
<context>
    <name>AboutDialog</name>
    <message>
        <source>&amp;Copy diagnostics</source>
        <translation>Diagnose &amp;kopieren</translation>
    </message>
    <message>
        <source>A 12-lead ECG viewer that shows exactly why a network answers as it does.</source>
        <translation>Ein Betrachter für 12-Kanal-EKGs, der genau zeigt, warum ein Netz so antwortet.</translation>
    </message>
    <message>
        <source>About ECG-IMN Desktop</source>
        <translation>Über ECG-IMN Desktop</translation>
    </message>
    <message>
        <source>Computed on</source>
        <translation>Berechnet auf</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Licence: Apache-2.0. Method: Thambawita et al., ECG-IMN, arXiv 2602.09566 (2026).</source>
        <translation>Lizenz: Apache-2.0. Verfahren: Thambawita et al., ECG-IMN, arXiv 2602.09566 (2026).</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Pages of the dialog</source>
        <translation>Seiten des Dialogs</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Stands on</source>
        <translation>Beruht auf</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>Aktualisierungen</translation>
    </message>
    <message>
        <source>not known before the first answer</source>
        <translation>vor der ersten Antwort nicht bekannt</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>Remember wh&amp;at was opened</source>
        <translation>&amp;Merken, was geöffnet wurde</translation>
    </message>
    <message>
        <source>Pri&amp;vacy: no names in the title</source>
        <translation>Privatmodus: keine Namen im Titel</translation>
    </message>
    <message>
        <source>&amp;About</source>
        <translation>Ü&amp;ber</translation>
    </message>
    <message>
        <source>&amp;Analyse from here</source>
        <translation>Ab &amp;hier analysieren</translation>
    </message>
    <message>
        <source>&amp;Attribution</source>
        <translation>Attri&amp;bution</translation>
    </message>
    <message>
        <source>&amp;Batch: many ECGs…</source>
        <translation>&amp;Stapel: viele EKGs …</translation>
    </message>
    <message>
        <source>&amp;Cabrera order</source>
        <translation>&amp;Cabrera-Reihenfolge</translation>
    </message>
    <message>
        <source>Calibrate millimetres of this scree&amp;n…</source>
        <translation>Millimeter dieses Bildschirms kalibri&amp;eren …</translation>
    </message>
    <message>
        <source>&amp;Caliper</source>
        <translation>&amp;Zirkel</translation>
    </message>
    <message>
        <source>&amp;Cancel what is being worked out</source>
        <translation>Laufende Berechnung abb&amp;rechen</translation>
    </message>
    <message>
        <source>&amp;Class</source>
        <translation>Kl&amp;asse</translation>
    </message>
    <message>
        <source>C&amp;lear recent records</source>
        <translation>Z&amp;uletzt geöffnete vergessen</translation>
    </message>
    <message>
        <source>&amp;Command palette…</source>
        <translation>Befehle s&amp;uchen …</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;Deletion curves</source>
        <translation>L&amp;öschkurven</translation>
    </message>
    <message>
        <source>&amp;Difference B − A</source>
        <translation>&amp;Differenz B − A</translation>
    </message>
    <message>
        <source>&amp;Explain</source>
        <translation>&amp;Erklären</translation>
    </message>
    <message>
        <source>&amp;Export PDF…</source>
        <translation>PDF &amp;exportieren …</translation>
    </message>
    <message>
        <source>&amp;Fiducial marks</source>
        <translation>Wellen&amp;marken</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Fit ten seconds to the window</source>
        <translation>Zehn Sekunden ein&amp;passen</translation>
    </message>
    <message>
        <source>&amp;For the class only</source>
        <translation>Nur &amp;für die Klasse</translation>
    </message>
    <message>
        <source>&amp;Gain</source>
        <translation>&amp;Verstärkung</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>&amp;Gehe zu</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;High-pass</source>
        <translation>&amp;Hochpass</translation>
    </message>
    <message>
        <source>&amp;Jump to time…</source>
        <translation>Zu Zeitpunkt &amp;springen …</translation>
    </message>
    <message>
        <source>&amp;Keep annotations beside the record</source>
        <translation>Anmer&amp;kungen neben der Aufzeichnung speichern</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;Layout</source>
        <translation>A&amp;nordnung</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Linked</source>
        <translation>Gekoppel&amp;t</translation>
    </message>
    <message>
        <source>&amp;Low-pass</source>
        <translation>&amp;Tiefpass</translation>
    </message>
    <message>
        <source>&amp;Measure</source>
        <translation>&amp;Messen</translation>
    </message>
    <message>
        <source>&amp;Next layout of the leads</source>
        <translation>Nächste &amp;Anordnung der Ableitungen</translation>
    </message>
    <message>
        <source>&amp;Next lead alone</source>
        <translation>&amp;Nächste Ableitung allein</translation>
    </message>
    <message>
        <source>&amp;Next record in the folder</source>
        <translation>&amp;Nächste Aufzeichnung im Ordner</translation>
    </message>
    <message>
        <source>&amp;None</source>
        <translation>&amp;Keine</translation>
    </message>
    <message>
        <source>&amp;Notch</source>
        <translation>&amp;Netzfilter</translation>
    </message>
    <message>
        <source>&amp;Open record…</source>
        <translation>Aufzeichnung ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>&amp;Paper (pink)</source>
        <translation>&amp;Papier (rosa)</translation>
    </message>
    <message>
        <source>&amp;Play / pause</source>
        <translation>A&amp;bspielen / anhalten</translation>
    </message>
    <message>
        <source>&amp;Previous lead alone</source>
        <translation>&amp;Vorherige Ableitung allein</translation>
    </message>
    <message>
        <source>&amp;Previous record for A</source>
        <translation>&amp;Vorige Aufzeichnung für A</translation>
    </message>
    <message>
        <source>Previo&amp;us record in the folder</source>
        <translation>&amp;Vorherige Aufzeichnung im Ordner</translation>
    </message>
    <message>
        <source>&amp;Print…</source>
        <translation>&amp;Drucken …</translation>
    </message>
    <message>
        <source>&amp;Put everything back</source>
        <translation>&amp;Alles zurückholen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Reload</source>
        <translation>Neu &amp;laden</translation>
    </message>
    <message>
        <source>&amp;Remove what is chosen in the panel</source>
        <translation>&amp;Entfernen, was in der Leiste gewählt ist</translation>
    </message>
    <message>
        <source>&amp;Save analysis…</source>
        <translation>&amp;Analyse speichern …</translation>
    </message>
    <message>
        <source>Settin&amp;gs…</source>
        <translation>E&amp;instellungen …</translation>
    </message>
    <message>
        <source>&amp;Show what if</source>
        <translation>„Was wäre, wenn“ &amp;zeigen</translation>
    </message>
    <message>
        <source>&amp;Side by side</source>
        <translation>&amp;Nebeneinander</translation>
    </message>
    <message>
        <source>&amp;Snap to fiducials</source>
        <translation>An Marken &amp;einrasten</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>W&amp;erkzeuge</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>0.05 Hz</source>
        <translation>0.05 Hz</translation>
    </message>
    <message>
        <source>0.5 Hz</source>
        <translation>0.5 Hz</translation>
    </message>
    <message>
        <source>0.5 ×</source>
        <translation>0.5 ×</translation>
    </message>
    <message>
        <source>1 ×</source>
        <translation>1 ×</translation>
    </message>
    <message>
        <source>10 mm/mV</source>
        <translation>10 mm/mV</translation>
    </message>
    <message>
        <source>100 Hz</source>
        <translation>100 Hz</translation>
    </message>
    <message>
        <source>12 × 1</source>
        <translation>12 × 1</translation>
    </message>
    <message>
        <source>12.5 mm/s</source>
        <translation>12.5 mm/s</translation>
    </message>
    <message>
        <source>150 Hz</source>
        <translation>150 Hz</translation>
    </message>
    <message>
        <source>2 ×</source>
        <translation>2 ×</translation>
    </message>
    <message>
        <source>2.5 mm/mV</source>
        <translation>2.5 mm/mV</translation>
    </message>
    <message>
        <source>20 mm/mV</source>
        <translation>20 mm/mV</translation>
    </message>
    <message>
        <source>25 mm/s</source>
        <translation>25 mm/s</translation>
    </message>
    <message>
        <source>3 × 4 + rhythm strip</source>
        <translation>3 × 4 + Rhythmus</translation>
    </message>
    <message>
        <source>4 ×</source>
        <translation>4 ×</translation>
    </message>
    <message>
        <source>4 × 3</source>
        <translation>4 × 3</translation>
    </message>
    <message>
        <source>40 Hz</source>
        <translation>40 Hz</translation>
    </message>
    <message>
        <source>5 mm/mV</source>
        <translation>5 mm/mV</translation>
    </message>
    <message>
        <source>50 Hz</source>
        <translation>50 Hz</translation>
    </message>
    <message>
        <source>50 mm/s</source>
        <translation>50 mm/s</translation>
    </message>
    <message>
        <source>6 × 2</source>
        <translation>6 × 2</translation>
    </message>
    <message>
        <source>60 Hz</source>
        <translation>60 Hz</translation>
    </message>
    <message>
        <source>A large square &amp;back</source>
        <translation>Ein großes Kästchen &amp;zurück</translation>
    </message>
    <message>
        <source>A large square &amp;on</source>
        <translation>Ein großes Kästchen &amp;weiter</translation>
    </message>
    <message>
        <source>A page ba&amp;ck</source>
        <translation>Eine Seite z&amp;urück</translation>
    </message>
    <message>
        <source>A page o&amp;n</source>
        <translation>Eine Seite we&amp;iter</translation>
    </message>
    <message>
        <source>A&amp;gainst the class only</source>
        <translation>Nur &amp;gegen die Klasse</translation>
    </message>
    <message>
        <source>A&amp;verage beat</source>
        <translation>Mittlerer Schl&amp;ag</translation>
    </message>
    <message>
        <source>A&apos;s &amp;record on both sides</source>
        <translation>A auf bei&amp;den Seiten</translation>
    </message>
    <message>
        <source>Add a &amp;note here…</source>
        <translation>N&amp;otiz hier einfügen …</translation>
    </message>
    <message>
        <source>Ans&amp;wer panel</source>
        <translation>An&amp;twortleiste</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>B&amp;oth</source>
        <translation>B&amp;eides</translation>
    </message>
    <message>
        <source>C&amp;lose</source>
        <translation>Schließe&amp;n</translation>
    </message>
    <message>
        <source>Class 1</source>
        <translation>Klasse 1</translation>
    </message>
    <message>
        <source>Class 2</source>
        <translation>Klasse 2</translation>
    </message>
    <message>
        <source>Class 3</source>
        <translation>Klasse 3</translation>
    </message>
    <message>
        <source>Class 4</source>
        <translation>Klasse 4</translation>
    </message>
    <message>
        <source>Class 5</source>
        <translation>Klasse 5</translation>
    </message>
    <message>
        <source>Class 6</source>
        <translation>Klasse 6</translation>
    </message>
    <message>
        <source>Class 7</source>
        <translation>Klasse 7</translation>
    </message>
    <message>
        <source>Class 8</source>
        <translation>Klasse 8</translation>
    </message>
    <message>
        <source>Class 9</source>
        <translation>Klasse 9</translation>
    </message>
    <message>
        <source>Co&amp;mpare…</source>
        <translation>Verglei&amp;chen …</translation>
    </message>
    <message>
        <source>Coloured &amp;band</source>
        <translation>Farbiges &amp;Band</translation>
    </message>
    <message>
        <source>Coloured &amp;line</source>
        <translation>Farbige &amp;Linie</translation>
    </message>
    <message>
        <source>Cop&amp;y the view</source>
        <translation>Ansich&amp;t kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;diagnostics</source>
        <translation>&amp;Diagnose kopieren</translation>
    </message>
    <message>
        <source>Evi&amp;dence</source>
        <translation>Evi&amp;denz</translation>
    </message>
    <message>
        <source>Export as &amp;WFDB or DICOM…</source>
        <translation>Als &amp;WFDB oder DICOM exportieren …</translation>
    </message>
    <message>
        <source>Export num&amp;bers (JSON, CSV)…</source>
        <translation>&amp;Zahlen exportieren (JSON, CSV) …</translation>
    </message>
    <message>
        <source>Export p&amp;icture of the view…</source>
        <translation>Bild der Ansic&amp;ht exportieren …</translation>
    </message>
    <message>
        <source>Export pi&amp;cture…</source>
        <translation>Als Bi&amp;ld exportieren …</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>V&amp;ollbild</translation>
    </message>
    <message>
        <source>Filt&amp;ers (display only)</source>
        <translation>Fi&amp;lter (nur Anzeige)</translation>
    </message>
    <message>
        <source>Fla&amp;tter</source>
        <translation>&amp;Flacher</translation>
    </message>
    <message>
        <source>Folder &amp;panel</source>
        <translation>O&amp;rdnerleiste</translation>
    </message>
    <message>
        <source>For &amp;and against</source>
        <translation>Dafür &amp;und dagegen</translation>
    </message>
    <message>
        <source>Forget moved mar&amp;ks</source>
        <translation>&amp;Verschobene Marken verwerfen</translation>
    </message>
    <message>
        <source>Lead of the &amp;rhythm strip…</source>
        <translation>Ableitung des &amp;Rhythmusstreifens …</translation>
    </message>
    <message>
        <source>March &amp;out the last interval</source>
        <translation>Letztes Intervall ab&amp;tragen</translation>
    </message>
    <message>
        <source>Ne&amp;xt page of the panel</source>
        <translation>N&amp;ächste Seite der Tafel</translation>
    </message>
    <message>
        <source>Ne&amp;xt window of the model</source>
        <translation>&amp;Nächstes Fenster des Modells</translation>
    </message>
    <message>
        <source>Next dis&amp;play filter of B</source>
        <translation>Nächster An&amp;zeigefilter von B</translation>
    </message>
    <message>
        <source>Next display &amp;filter of A</source>
        <translation>Nächster Anzeige&amp;filter von A</translation>
    </message>
    <message>
        <source>Next e&amp;xplanation of B</source>
        <translation>Nä&amp;chste Erklärung von B</translation>
    </message>
    <message>
        <source>Next explanation of &amp;A</source>
        <translation>Nächste Erklärung von &amp;A</translation>
    </message>
    <message>
        <source>Numbers as &amp;JSON…</source>
        <translation>Zahlen als &amp;JSON …</translation>
    </message>
    <message>
        <source>Numbers as C&amp;SV…</source>
        <translation>Zahlen als C&amp;SV …</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Open &amp;folder…</source>
        <translation>O&amp;rdner öffnen …</translation>
    </message>
    <message>
        <source>Open the last record at s&amp;tart</source>
        <translation>Letzte Aufzeichnung beim &amp;Start öffnen</translation>
    </message>
    <message>
        <source>Outline the &amp;top segments</source>
        <translation>Stärkste Abschnitte &amp;umranden</translation>
    </message>
    <message>
        <source>P&amp;revious window of the model</source>
        <translation>&amp;Voriges Fenster des Modells</translation>
    </message>
    <message>
        <source>Panel of num&amp;bers</source>
        <translation>&amp;Zahlentafel</translation>
    </message>
    <message>
        <source>Paper &amp;speed</source>
        <translation>Papiergesch&amp;windigkeit</translation>
    </message>
    <message>
        <source>Pla&amp;y speed</source>
        <translation>Abspiel&amp;geschwindigkeit</translation>
    </message>
    <message>
        <source>R&amp;eport (PDF)…</source>
        <translation>B&amp;ericht (PDF) …</translation>
    </message>
    <message>
        <source>Record of &amp;A…</source>
        <translation>Aufzeichnung von &amp;A …</translation>
    </message>
    <message>
        <source>Record of &amp;B…</source>
        <translation>Aufzeichnung von &amp;B …</translation>
    </message>
    <message>
        <source>Reload a file that c&amp;hanges</source>
        <translation>&amp;Geänderte Dateien neu laden</translation>
    </message>
    <message>
        <source>Remove a &amp;dragged segment</source>
        <translation>&amp;Gezogenen Abschnitt entfernen</translation>
    </message>
    <message>
        <source>Remove all cal&amp;ipers</source>
        <translation>Alle Zirkel entfer&amp;nen</translation>
    </message>
    <message>
        <source>Remove the last caliper</source>
        <translation>&amp;Letzten Zirkel entfernen</translation>
    </message>
    <message>
        <source>S&amp;tatement and review…</source>
        <translation>&amp;Befund und Prüfung …</translation>
    </message>
    <message>
        <source>S&amp;wap sides</source>
        <translation>Seiten &amp;tauschen</translation>
    </message>
    <message>
        <source>Ser&amp;ies as CSV or JSON…</source>
        <translation>Re&amp;ihe als CSV oder JSON …</translation>
    </message>
    <message>
        <source>Series as P&amp;DF…</source>
        <translation>Rei&amp;he als PDF …</translation>
    </message>
    <message>
        <source>Shade &amp;P, QRS, ST-T</source>
        <translation>&amp;P, QRS, ST-T unterlegen</translation>
    </message>
    <message>
        <source>Single lead</source>
        <translation>Einzelne Ableitung</translation>
    </message>
    <message>
        <source>Smallest set that &amp;flips the decision</source>
        <translation>&amp;Kleinste Menge, die die Entscheidung kippt</translation>
    </message>
    <message>
        <source>Stac&amp;ked</source>
        <translation>&amp;Untereinander</translation>
    </message>
    <message>
        <source>Superimposed on &amp;R peaks</source>
        <translation>Übereinander auf den &amp;R-Zacken</translation>
    </message>
    <message>
        <source>T&amp;aller</source>
        <translation>&amp;Höher</translation>
    </message>
    <message>
        <source>T&amp;heme</source>
        <translation>Farb&amp;schema</translation>
    </message>
    <message>
        <source>To the &amp;end</source>
        <translation>Zum &amp;Ende</translation>
    </message>
    <message>
        <source>To the &amp;start</source>
        <translation>Zum &amp;Anfang</translation>
    </message>
    <message>
        <source>Tool&amp;bar</source>
        <translation>Werkze&amp;ugleiste</translation>
    </message>
    <message>
        <source>True &amp;millimetres</source>
        <translation>Echte &amp;Millimeter</translation>
    </message>
    <message>
        <source>What &amp;if</source>
        <translation>&amp;Was wäre, wenn</translation>
    </message>
    <message>
        <source>Where are &amp;updates?</source>
        <translation>Wo gibt es &amp;Aktualisierungen?</translation>
    </message>
    <message>
        <source>Where is the &amp;log?</source>
        <translation>Wo ist das &amp;Protokoll?</translation>
    </message>
    <message>
        <source>Zoom &amp;in along time</source>
        <translation>Zeit ver&amp;größern</translation>
    </message>
    <message>
        <source>Zoom &amp;out along time</source>
        <translation>Zeit ver&amp;kleinern</translation>
    </message>
</context>
<context>
    <name>AnswersPanel</name>
    <message>
        <source>No decomposition: it needs an exact explanation on both sides.</source>
        <translation>Keine Zerlegung: Sie braucht auf beiden Seiten eine exakte Erklärung.</translation>
    </message>
    <message>
        <source>change − (b + leads) = {residual}</source>
        <translation>Änderung − (b + Ableitungen) = {residual}</translation>
    </message>
</context>
<context>
    <name>AttributionBar</name>
    <message>
        <source>Hides evidence weaker than this share of the scale.</source>
        <translation>Verbirgt Evidenz, die schwächer ist als dieser Anteil der Skala.</translation>
    </message>
    <message>
        <source>Of the coloured band.</source>
        <translation>Des farbigen Bandes.</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>Deckkraft</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>Spreads colour in time, keeping its sum. Numbers stay exact.</source>
        <translation>Verteilt die Farbe über die Zeit; die Summe bleibt. Die Zahlen bleiben exakt.</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
</context>
<context>
    <name>Autosaving</name>
    <message>
        <source>Another ECG is on the screen now; what you wrote was kept with the one it was written for.</source>
        <translation>Jetzt steht ein anderes EKG auf dem Bildschirm; was Sie geschrieben haben, liegt bei dem, für das es geschrieben wurde.</translation>
    </message>
</context>
<context>
    <name>AverageBeatView</name>
    <message>
        <source>Average beat</source>
        <translation>Mittlerer Schlag</translation>
    </message>
    <message>
        <source>The median beat of each lead, 80 % of the beats within the grey band, coloured by the attribution averaged over the beats. Numbers: mean contribution of a beat ± standard deviation, in logits.</source>
        <translation>Der mediane Schlag jeder Ableitung, 80 % der Schläge im grauen Band, gefärbt nach der über die Schläge gemittelten Attribution. Zahlen: mittlerer Beitrag eines Schlags ± Standardabweichung, in Logits.</translation>
    </message>
    <message>
        <source>There is no average beat.</source>
        <translation>Es gibt keinen mittleren Schlag.</translation>
    </message>
    <message>
        <source>median of {count} beats</source>
        <translation>Median von {count} Schlägen</translation>
    </message>
</context>
<context>
    <name>AverageBeats</name>
    <message>
        <source>Average beats show what an answer goes by; there is no answer.</source>
        <translation>Mittlere Schläge zeigen, worauf eine Antwort beruht; hier gibt es keine Antwort.</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Dismiss this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
    <message>
        <source>Dismiss this message (Esc)</source>
        <translation>Diese Meldung schließen (Esc)</translation>
    </message>
</context>
<context>
    <name>BatchWindow</name>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Start</translation>
    </message>
    <message>
        <source>A CSV of each</source>
        <translation>Eine CSV-Datei von jedem</translation>
    </message>
    <message>
        <source>A PDF of each</source>
        <translation>Ein PDF von jedem</translation>
    </message>
    <message>
        <source>A stored analysis (HDF5) of each</source>
        <translation>Eine gespeicherte Analyse (HDF5) von jedem</translation>
    </message>
    <message>
        <source>All of longer ECGs</source>
        <translation>Lange EKGs ganz</translation>
    </message>
    <message>
        <source>An answer for every ten seconds, not for the first ten alone</source>
        <translation>Eine Antwort für je zehn Sekunden, nicht nur für die ersten zehn</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Stapelverarbeitung</translation>
    </message>
    <message>
        <source>Choose the folder of the ECGs and one for the results.</source>
        <translation>Wählen Sie den Ordner der EKGs und einen für die Ergebnisse.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>ECGs in</source>
        <translation>EKGs in</translation>
    </message>
    <message>
        <source>Enter or a double click opens an ECG.</source>
        <translation>Die Eingabetaste oder ein Doppelklick öffnet ein EKG.</translation>
    </message>
    <message>
        <source>Every sample with its contributions: large</source>
        <translation>Jeder Abtastwert mit seinen Beiträgen: groß</translation>
    </message>
    <message>
        <source>Folder of the ECGs</source>
        <translation>Ordner der EKGs</translation>
    </message>
    <message>
        <source>Folder of the results</source>
        <translation>Ordner der Ergebnisse</translation>
    </message>
    <message>
        <source>Go on with an earlier run</source>
        <translation>Einen früheren Lauf fortsetzen</translation>
    </message>
    <message>
        <source>Looking for ECGs …</source>
        <translation>EKGs werden gesucht …</translation>
    </message>
    <message>
        <source>Measure intervals</source>
        <translation>Intervalle messen</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>Vorhanden</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>Prozesse</translation>
    </message>
    <message>
        <source>Processes at the same time; the window is quickest with a core left for it</source>
        <translation>Prozesse gleichzeitig; das Fenster ist am schnellsten, wenn ihm ein Kern bleibt</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufzeichnung</translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>Results in</source>
        <translation>Ergebnisse in</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>S&amp;topp</translation>
    </message>
    <message>
        <source>Something went wrong in the program; what is done is kept.</source>
        <translation>Im Programm ist etwas schiefgegangen; was fertig ist, bleibt erhalten.</translation>
    </message>
    <message>
        <source>Stopped. What is done is kept and can be gone on with.</source>
        <translation>Angehalten. Was fertig ist, bleibt erhalten und kann fortgesetzt werden.</translation>
    </message>
    <message>
        <source>{count} without an answer</source>
        <translation>{count} ohne Antwort</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>{done} of {total} ECGs opened for their lengths</source>
        <translation>{done} von {total} EKGs geöffnet, um ihre Länge zu lesen</translation>
    </message>
    <message>
        <source>{folder} holds the results of a run: tick “Go on with an earlier run” or choose another.</source>
        <translation>{folder} enthält die Ergebnisse eines Laufs: Setzen Sie den Haken bei „Einen früheren Lauf fortsetzen“, oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{minutes} min left</source>
        <translation>noch {minutes} min</translation>
    </message>
    <message>
        <source>{rate} a second</source>
        <translation>{rate} pro Sekunde</translation>
    </message>
</context>
<context>
    <name>BeatsView</name>
    <message>
        <source>Median beats of A and B</source>
        <translation>Medianschläge von A und B</translation>
    </message>
    <message>
        <source>No median beat on both sides</source>
        <translation>Nicht auf beiden Seiten ein Medianschlag</translation>
    </message>
    <message>
        <source>black: A, blue: B; {low} to {high} ms from the R peak; bar: 1 mV</source>
        <translation>schwarz: A, blau: B; {low} bis {high} ms von der R-Zacke; Strich: 1 mV</translation>
    </message>
    <message>
        <source>white: A, blue: B; {low} to {high} ms from the R peak; bar: 1 mV</source>
        <translation>weiß: A, blau: B; {low} bis {high} ms von der R-Zacke; Strich: 1 mV</translation>
    </message>
</context>
<context>
    <name>ChangesPanel</name>
    <message>
        <source>Measurement</source>
        <translation>Messwert</translation>
    </message>
    <message>
        <source>Measurements of A and B</source>
        <translation>Messwerte von A und B</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>Üblich</translation>
    </message>
</context>
<context>
    <name>CheatSheet</name>
    <message>
        <source>Keyboard and mouse</source>
        <translation>Tastatur und Maus</translation>
    </message>
</context>
<context>
    <name>Choosing</name>
    <message>
        <source>A series holds {most} ECGs at most: the last {most} of {count} are shown.</source>
        <translation>Eine Reihe fasst höchstens {most} EKGs: Die letzten {most} von {count} werden gezeigt.</translation>
    </message>
    <message>
        <source>ECGs of the series</source>
        <translation>EKGs der Reihe</translation>
    </message>
    <message>
        <source>Record of {letter}</source>
        <translation>Aufzeichnung von {letter}</translation>
    </message>
    <message>
        <source>The folder holds no other ECG that names this patient.</source>
        <translation>Der Ordner enthält kein weiteres EKG, das diesen Patienten nennt.</translation>
    </message>
    <message>
        <source>There is no other record in the folder.</source>
        <translation>Im Ordner ist keine andere Aufzeichnung.</translation>
    </message>
</context>
<context>
    <name>ClassList</name>
    <message>
        <source>, a near thing</source>
        <translation>, knapp</translation>
    </message>
    <message>
        <source>Classes and probabilities</source>
        <translation>Klassen und Wahrscheinlichkeiten</translation>
    </message>
    <message>
        <source>absent</source>
        <translation>nicht vorhanden</translation>
    </message>
    <message>
        <source>present</source>
        <translation>vorhanden</translation>
    </message>
    <message>
        <source>{title}
probability {probability}, counts as present from {threshold}{doubt}
logit {logit}</source>
        <translation>{title}
Wahrscheinlichkeit {probability}, gilt ab {threshold} als vorhanden{doubt}
Logit {logit}</translation>
    </message>
</context>
<context>
    <name>ClassesTable</name>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Probabilities of A and B</source>
        <translation>Wahrscheinlichkeiten von A und B</translation>
    </message>
    <message>
        <source>logit A</source>
        <translation>Logit A</translation>
    </message>
    <message>
        <source>logit B</source>
        <translation>Logit B</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>Not written</source>
        <translation>Nicht geschrieben</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Calibrate millimetres</source>
        <translation>Millimeter kalibrieren</translation>
    </message>
    <message>
        <source>Jump to time</source>
        <translation>Zu Zeitpunkt springen</translation>
    </message>
    <message>
        <source>Lead below 3 × 4:</source>
        <translation>Ableitung unter 3 × 4:</translation>
    </message>
    <message>
        <source>No ECG is open.</source>
        <translation>Kein EKG ist geöffnet.</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Open record</source>
        <translation>Aufzeichnung öffnen</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Drucken</translation>
    </message>
    <message>
        <source>Rhythm strip</source>
        <translation>Rhythmusstreifen</translation>
    </message>
    <message>
        <source>The recording has ended before {text}.</source>
        <translation>Die Aufzeichnung ist vor {text} zu Ende.</translation>
    </message>
    <message>
        <source>Time from the start, in seconds or as h:mm:ss (0 to {end}):</source>
        <translation>Zeit ab Beginn, in Sekunden oder als h:mm:ss (0 bis {end}):</translation>
    </message>
    <message>
        <source>or a time of day after @, such as @20:15:30:</source>
        <translation>oder eine Uhrzeit nach @, etwa @20:15:30:</translation>
    </message>
    <message>
        <source>{text} is no time: write seconds or h:mm:ss.</source>
        <translation>{text} ist keine Zeit: Schreiben Sie Sekunden oder h:mm:ss.</translation>
    </message>
    <message>
        <source>Switch to true millimetres (T) and hold a ruler to the screen.
How long are twenty large squares (100 mm) in millimetres? 0 forgets the calibration.</source>
        <translation>Schalten Sie auf echte Millimeter (T) und halten Sie ein Lineal an den Bildschirm.
Wie lang sind zwanzig große Kästchen (100 mm) in Millimetern? 0 vergisst die Kalibrierung.</translation>
    </message>
    <message>
        <source>The log is {path}. It holds no names and no ECGs.</source>
        <translation>Das Protokoll ist {path}. Es enthält keine Namen und keine EKGs.</translation>
    </message>
</context>
<context>
    <name>CompareWindow</name>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Beats</source>
        <translation>Schläge</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>Compare {names} – ECG-IMN Desktop</source>
        <translation>Vergleich {names} – ECG-IMN Desktop</translation>
    </message>
    <message>
        <source>Compare – ECG-IMN Desktop</source>
        <translation>Vergleich – ECG-IMN Desktop</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Explanations</source>
        <translation>Erklärungen</translation>
    </message>
    <message>
        <source>Numbers of the comparison</source>
        <translation>Zahlen des Vergleichs</translation>
    </message>
    <message>
        <source>Progress of the explanation</source>
        <translation>Fortschritt der Erklärung</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Reihe</translation>
    </message>
    <message>
        <source>Something went wrong; the log has the details.</source>
        <translation>Etwas ist schiefgegangen; Näheres steht im Protokoll.</translation>
    </message>
    <message>
        <source>Written: {path}</source>
        <translation>Geschrieben: {path}</translation>
    </message>
    <message>
        <source>{what} (Esc cancels)</source>
        <translation>{what} (Esc bricht ab)</translation>
    </message>
</context>
<context>
    <name>Comparison</name>
    <message>
        <source>Exact · {model}</source>
        <translation>Exakt · {model}</translation>
    </message>
    <message>
        <source>unfiltered</source>
        <translation>ohne Filter</translation>
    </message>
</context>
<context>
    <name>Dropping</name>
    <message>
        <source>There is no ECG in what was dropped.</source>
        <translation>Unter dem, was hierher gezogen wurde, ist kein EKG.</translation>
    </message>
</context>
<context>
    <name>EcgCanvas</name>
    <message>
        <source>ECG</source>
        <translation>EKG</translation>
    </message>
    <message>
        <source>Filtered for display: {filters}</source>
        <translation>Für die Anzeige gefiltert: {filters}</translation>
    </message>
    <message>
        <source>Preparing the overview of the record …</source>
        <translation>Die Übersicht der Aufzeichnung wird vorbereitet …</translation>
    </message>
</context>
<context>
    <name>Explaining</name>
    <message>
        <source>No answer: the model could not be used.</source>
        <translation>Keine Antwort: Das Modell konnte nicht verwendet werden.</translation>
    </message>
    <message>
        <source>No prediction. {reason}</source>
        <translation>Keine Vorhersage. {reason}</translation>
    </message>
    <message>
        <source>The model reads the ECG …</source>
        <translation>Das Modell liest das EKG …</translation>
    </message>
    <message>
        <source>opened in {opened} ms, answered in {answered} ms</source>
        <translation>in {opened} ms geöffnet, in {answered} ms beantwortet</translation>
    </message>
    <message>
        <source>{model} on {device}</source>
        <translation>{model} auf {device}</translation>
    </message>
</context>
<context>
    <name>ExplanationsPanel</name>
    <message>
        <source>Deletion curves of A and B</source>
        <translation>Löschkurven von A und B</translation>
    </message>
    <message>
        <source>Draw deletion curves</source>
        <translation>Löschkurven zeichnen</translation>
    </message>
    <message>
        <source>The cells (lead × 50 ms) with most evidence for the class are made flat first, and the network looks again. The steeper the fall, the more the map names what the network uses; dashed: random order.</source>
        <translation>Die Zellen (Ableitung × 50 ms) mit der meisten Evidenz für die Klasse werden zuerst flach gemacht, und das Netz sieht erneut hin. Je steiler der Abfall, desto mehr nennt die Karte, was das Netz benutzt; gestrichelt: zufällige Reihenfolge.</translation>
    </message>
    <message>
        <source>There are no two maps to compare.</source>
        <translation>Es gibt keine zwei Karten zum Vergleichen.</translation>
    </message>
    <message>
        <source>logit against the share of cells removed, 0 to {percent} %</source>
        <translation>Logit gegen den Anteil entfernter Zellen, 0 bis {percent} %</translation>
    </message>
    <message>
        <source>{letter}: no map</source>
        <translation>{letter}: keine Karte</translation>
    </message>
    <message>
        <source>{letter}: {method} took {ms} ms</source>
        <translation>{letter}: {method}, {ms} ms</translation>
    </message>
</context>
<context>
    <name>Exporting</name>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Export the series</source>
        <translation>Reihe exportieren</translation>
    </message>
    <message>
        <source>There is no series yet: choose its ECGs on the page Series.</source>
        <translation>Es gibt noch keine Reihe: Wählen Sie ihre EKGs auf der Seite Reihe.</translation>
    </message>
</context>
<context>
    <name>FiducialMarks</name>
    <message>
        <source>every beat</source>
        <translation>jeder Schlag</translation>
    </message>
    <message>
        <source>offset</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>onset</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <source>this beat only</source>
        <translation>nur dieser Schlag</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>E&amp;xamples (simulated)</source>
        <translation>Beis&amp;piele (simuliert)</translation>
    </message>
    <message>
        <source>ECGs and stored analyses</source>
        <translation>EKGs und gespeicherte Analysen</translation>
    </message>
    <message>
        <source>No records yet</source>
        <translation>Noch keine Aufzeichnungen</translation>
    </message>
    <message>
        <source>Open re&amp;cent</source>
        <translation>Zuletzt ge&amp;öffnet</translation>
    </message>
</context>
<context>
    <name>Filtering</name>
    <message>
        <source>Filtering …</source>
        <translation>Filtern …</translation>
    </message>
</context>
<context>
    <name>FolderModel</name>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>No superclass reaches its threshold; the likeliest: {title}</source>
        <translation>Keine Oberklasse erreicht ihre Schwelle; am wahrscheinlichsten: {title}</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufzeichnung</translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation>Aufgezeichnet</translation>
    </message>
</context>
<context>
    <name>FolderPanel</name>
    <message>
        <source>Analyse all</source>
        <translation>Alle analysieren</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>Abgelegt</translation>
    </message>
    <message>
        <source>Filter by name or answer</source>
        <translation>Nach Name oder Antwort filtern</translation>
    </message>
    <message>
        <source>Filter records by name or answer</source>
        <translation>Aufzeichnungen nach Name oder Antwort filtern</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>No ECG lies in this folder. Folders inside it are not searched.</source>
        <translation>In diesem Ordner liegt kein EKG. Ordner darin werden nicht durchsucht.</translation>
    </message>
    <message>
        <source>No record here has “{text}” in its name or answer. Esc clears the filter.</source>
        <translation>Keine Aufzeichnung hier hat „{text}“ im Namen oder in der Antwort. Esc leert den Filter.</translation>
    </message>
    <message>
        <source>Records of the folder</source>
        <translation>Aufzeichnungen des Ordners</translation>
    </message>
    <message>
        <source>The model reads the first window of each record that is listed, one by one.</source>
        <translation>Das Modell liest nacheinander das erste Fenster jeder gelisteten Aufzeichnung.</translation>
    </message>
    <message>
        <source>The model reads the folder: {count} left …</source>
        <translation>Das Modell liest den Ordner: noch {count} …</translation>
    </message>
    <message>
        <source>{folder}: {count} records</source>
        <translation>{folder}: {count} Aufzeichnungen</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>; follows from marks that were moved by hand</source>
        <translation>; folgt aus von Hand verschobenen Marken</translation>
    </message>
    <message>
        <source>Made by a simulator; no patient&apos;s ECG</source>
        <translation>Von einem Simulator erzeugt; kein EKG eines Patienten</translation>
    </message>
    <message>
        <source>SIMULATED</source>
        <translation>SIMULIERT</translation>
    </message>
    <message>
        <source>{name}, over all leads</source>
        <translation>{name}, über alle Ableitungen</translation>
    </message>
</context>
<context>
    <name>Hover</name>
    <message>
        <source>logit/s</source>
        <translation>Logit/s</translation>
    </message>
    <message>
        <source>no signal</source>
        <translation>kein Signal</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Colour scale, ±{limit} logit per second</source>
        <translation>Farbskala, ±{limit} Logit pro Sekunde</translation>
    </message>
    <message>
        <source>Evidence against the class is not shown.</source>
        <translation>Evidenz gegen die Klasse ist nicht gezeigt.</translation>
    </message>
    <message>
        <source>Evidence for the class is not shown.</source>
        <translation>Evidenz für die Klasse ist nicht gezeigt.</translation>
    </message>
    <message>
        <source>against</source>
        <translation>dagegen</translation>
    </message>
    <message>
        <source>for</source>
        <translation>dafür</translation>
    </message>
    <message>
        <source>logit per second</source>
        <translation>Logit pro Sekunde</translation>
    </message>
    <message>
        <source>logit/s</source>
        <translation>Logit/s</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>No ECG is open. Open one or an example from the menu File, or drop one on the window.</source>
        <translation>Kein EKG ist geöffnet. Öffnen Sie eines oder ein Beispiel im Menü Datei, oder ziehen Sie eines auf das Fenster.</translation>
    </message>
    <message>
        <source>Something went wrong again; the log has the details.</source>
        <translation>Wieder ist etwas schiefgegangen; Näheres steht im Protokoll.</translation>
    </message>
    <message>
        <source>The ECG on the screen was replaced meanwhile; nothing was done.</source>
        <translation>Das EKG auf dem Bildschirm wurde inzwischen ersetzt; es wurde nichts getan.</translation>
    </message>
    <message>
        <source>The pages were given to the printer.</source>
        <translation>Die Seiten wurden dem Drucker übergeben.</translation>
    </message>
    <message>
        <source>Written: {path}</source>
        <translation>Geschrieben: {path}</translation>
    </message>
</context>
<context>
    <name>ModelMenu</name>
    <message>
        <source>M&amp;odel</source>
        <translation>M&amp;odell</translation>
    </message>
</context>
<context>
    <name>Mouse</name>
    <message>
        <source> or </source>
        <translation> oder </translation>
    </message>
    <message>
        <source>Analyse elsewhere</source>
        <translation>Anderswo analysieren</translation>
    </message>
    <message>
        <source>C, then drag</source>
        <translation>C, dann ziehen</translation>
    </message>
    <message>
        <source>Ctrl + Shift + wheel</source>
        <translation>Strg + Umschalt + Rad</translation>
    </message>
    <message>
        <source>Ctrl + wheel</source>
        <translation>Strg + Rad</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>Maus</translation>
    </message>
    <message>
        <source>Put away: tool, message, full screen</source>
        <translation>Schließen: Werkzeug, Meldung, Vollbild</translation>
    </message>
    <message>
        <source>Scroll</source>
        <translation>Blättern</translation>
    </message>
    <message>
        <source>Touch: scroll</source>
        <translation>Finger: verschieben</translation>
    </message>
    <message>
        <source>Touch: zoom amplitude</source>
        <translation>Finger: Amplitude vergrößern</translation>
    </message>
    <message>
        <source>Touch: zoom time</source>
        <translation>Finger: Zeit dehnen</translation>
    </message>
    <message>
        <source>Zoom along time at the pointer</source>
        <translation>Zeit am Zeiger vergrößern</translation>
    </message>
    <message>
        <source>Zoom amplitude at the pointer</source>
        <translation>Amplitude am Zeiger vergrößern</translation>
    </message>
    <message>
        <source>double-click the overview</source>
        <translation>Doppelklick auf die Übersicht</translation>
    </message>
    <message>
        <source>one finger above the other</source>
        <translation>zwei Finger übereinander</translation>
    </message>
    <message>
        <source>one finger; a flick goes on</source>
        <translation>ein Finger; mit Schwung läuft es weiter</translation>
    </message>
    <message>
        <source>two fingers side by side</source>
        <translation>zwei Finger nebeneinander</translation>
    </message>
    <message>
        <source>wheel, or drag the ECG</source>
        <translation>Rad, oder das EKG ziehen</translation>
    </message>
</context>
<context>
    <name>MovedMarks</name>
    <message>
        <source>Measuring …</source>
        <translation>Es wird gemessen …</translation>
    </message>
</context>
<context>
    <name>Notes</name>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Your note at {time}, {lead} (no text: none):</source>
        <translation>Ihre Notiz bei {time}, {lead} (kein Text: keine):</translation>
    </message>
    <message>
        <source>all leads</source>
        <translation>alle Ableitungen</translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message>
        <source>Overview of the record</source>
        <translation>Übersicht der Aufzeichnung</translation>
    </message>
    <message>
        <source>The whole record. A click goes there, a double click analyses there.</source>
        <translation>Die ganze Aufzeichnung. Ein Klick geht dorthin, ein Doppelklick analysiert dort.</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Commands that match</source>
        <translation>Passende Befehle</translation>
    </message>
    <message>
        <source>Type a command, a class or a record</source>
        <translation>Befehl, Klasse oder Aufzeichnung eingeben</translation>
    </message>
</context>
<context>
    <name>Pane</name>
    <message>
        <source>As in A</source>
        <translation>Wie in A</translation>
    </message>
    <message>
        <source>Black-box twin: not installed</source>
        <translation>Blackbox-Zwilling: nicht installiert</translation>
    </message>
    <message>
        <source>Choose another record for {letter}</source>
        <translation>Eine andere Aufzeichnung für {letter} wählen</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Display filter</source>
        <translation>Anzeigefilter</translation>
    </message>
    <message>
        <source>ECG {letter}</source>
        <translation>EKG {letter}</translation>
    </message>
    <message>
        <source>Explanation</source>
        <translation>Erklärung</translation>
    </message>
    <message>
        <source>Likeliest</source>
        <translation>Wahrscheinlichste</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Vorige</translation>
    </message>
    <message>
        <source>Record…</source>
        <translation>Öffnen …</translation>
    </message>
    <message>
        <source>Start of the window</source>
        <translation>Beginn des Fensters</translation>
    </message>
    <message>
        <source>The model reads the ECG …</source>
        <translation>Das Modell liest das EKG …</translation>
    </message>
    <message>
        <source>The previous record of this patient, or of the folder</source>
        <translation>Die vorige Aufzeichnung dieses Patienten oder des Ordners</translation>
    </message>
    <message>
        <source>Where the window of the model starts</source>
        <translation>Wo das Fenster des Modells beginnt</translation>
    </message>
</context>
<context>
    <name>PredictionPanel</name>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Answer stored {date}</source>
        <translation>Antwort gespeichert am {date}</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Leads</source>
        <translation>Ableitungen</translation>
    </message>
    <message>
        <source>Pages of the panel</source>
        <translation>Seiten der Leiste</translation>
    </message>
    <message>
        <source>Previous answer</source>
        <translation>Vorige Antwort</translation>
    </message>
    <message>
        <source>Segments</source>
        <translation>Abschnitte</translation>
    </message>
    <message>
        <source>Segments with the most evidence</source>
        <translation>Abschnitte mit der meisten Evidenz</translation>
    </message>
    <message>
        <source>The answer and the measurements are those of this part of the record.</source>
        <translation>Antwort und Messwerte sind die dieses Teils der Aufzeichnung.</translation>
    </message>
    <message>
        <source>Why {name}: {identity}</source>
        <translation>Warum „{name}“: {identity}</translation>
    </message>
    <message>
        <source>Waves</source>
        <translation>Wellen</translation>
    </message>
    <message>
        <source>What if</source>
        <translation>Was, wenn</translation>
    </message>
    <message>
        <source>Why: {identity}</source>
        <translation>Warum: {identity}</translation>
    </message>
    <message>
        <source>logit {logit} = b {bias} + leads {leads}</source>
        <translation>Logit {logit} = b {bias} + Ableitungen {leads}</translation>
    </message>
    <message>
        <source>{answer}: {part}</source>
        <translation>{answer}: {part}</translation>
    </message>
    <message>
        <source>{number} logit</source>
        <translation>{number} Logit</translation>
    </message>
</context>
<context>
    <name>Present</name>
    <message>
        <source>Present: {names}</source>
        <translation>Vorhanden: {names}</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>{name} cannot be shown.</source>
        <translation>{name} kann nicht gezeigt werden.</translation>
    </message>
</context>
<context>
    <name>Remarks</name>
    <message>
        <source>and {count} more</source>
        <translation>und {count} weitere</translation>
    </message>
    <message>
        <source>only the first {count}</source>
        <translation>nur die ersten {count}</translation>
    </message>
</context>
<context>
    <name>Removal</name>
    <message>
        <source>the smallest set: {count} stretches</source>
        <translation>die kleinste Menge: {count} Abschnitte</translation>
    </message>
    <message>
        <source>{wave} of {lead}</source>
        <translation>{wave}, {lead}</translation>
    </message>
    <message>
        <source>{what} from {start} to {end} s</source>
        <translation>{what} von {start} bis {end} s</translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>(+{count} more)</source>
        <translation>(+{count} weitere)</translation>
    </message>
    <message>
        <source>(There is more: see the stored analysis.)</source>
        <translation>(Mehr steht in der gespeicherten Analyse.)</translation>
    </message>
    <message>
        <source>(all on page 2)</source>
        <translation>(alles auf Seite 2)</translation>
    </message>
    <message>
        <source>(in full on the next page)</source>
        <translation>(ganz auf der nächsten Seite)</translation>
    </message>
    <message>
        <source>0 to {percent} % of the cells removed</source>
        <translation>0 bis {percent} % der Zellen entfernt</translation>
    </message>
    <message>
        <source>AUROC</source>
        <translation>AUROC</translation>
    </message>
    <message>
        <source>Anonymous</source>
        <translation>Anonym</translation>
    </message>
    <message>
        <source>Answered on</source>
        <translation>Berechnet auf</translation>
    </message>
    <message>
        <source>Average beats</source>
        <translation>Mittlere Schläge</translation>
    </message>
    <message>
        <source>B is laid on the time of A, R peak on R peak (one pair of typical beats), each beat without its level. What has no partner is left out.</source>
        <translation>B ist auf die Zeit von A gelegt, R-Zacke auf R-Zacke (ein Paar typischer Schläge), jeder Schlag ohne sein Niveau. Was keinen Partner hat, fehlt.</translation>
    </message>
    <message>
        <source>B is laid on the time of A, R peak on R peak ({count} pairs of typical beats), each beat without its level. What has no partner is left out.</source>
        <translation>B ist auf die Zeit von A gelegt, R-Zacke auf R-Zacke ({count} Paare typischer Schläge), jeder Schlag ohne sein Niveau. Was keinen Partner hat, fehlt.</translation>
    </message>
    <message>
        <source>Bold measurements differ from the first by more than usual.</source>
        <translation>Fette Messwerte weichen mehr als üblich vom ersten ab.</translation>
    </message>
    <message>
        <source>Both sides are one ECG.</source>
        <translation>Beide Seiten sind ein EKG.</translation>
    </message>
    <message>
        <source>Cabrera order</source>
        <translation>Cabrera-Reihenfolge</translation>
    </message>
    <message>
        <source>Calibration: probability = 1 / (1 + exp(−(slope × logit + intercept)))</source>
        <translation>Kalibrierung: Wahrsch. = 1 / (1 + exp(−(Steigung × Logit + Abschnitt)))</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Karte</translation>
    </message>
    <message>
        <source>Checksums (SHA-256)</source>
        <translation>Prüfsummen (SHA-256)</translation>
    </message>
    <message>
        <source>Class shown</source>
        <translation>Gezeigte Klasse</translation>
    </message>
    <message>
        <source>Clinician&apos;s notes</source>
        <translation>Ärztliche Notizen</translation>
    </message>
    <message>
        <source>Clinician&apos;s statement</source>
        <translation>Ärztlicher Befund</translation>
    </message>
    <message>
        <source>Colour: evidence for {name}</source>
        <translation>Farbe: Evidenz für {name}</translation>
    </message>
    <message>
        <source>Colour: evidence for {name} (probability {value})</source>
        <translation>Farbe: Evidenz für {name} (Wahrsch. {value})</translation>
    </message>
    <message>
        <source>Comparison {a} {b}</source>
        <translation>Vergleich {a} {b}</translation>
    </message>
    <message>
        <source>Contribution by lead and wave (logit)</source>
        <translation>Beitrag nach Ableitung und Welle (Logit)</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Deletion, re-run (dashed: random order)</source>
        <translation>Löschen, neu gelesen (gestrichelt: Zufall)</translation>
    </message>
    <message>
        <source>Difference B − A</source>
        <translation>Differenz B − A</translation>
    </message>
    <message>
        <source>ECG</source>
        <translation>EKG</translation>
    </message>
    <message>
        <source>ECG {name}</source>
        <translation>EKG {name}</translation>
    </message>
    <message>
        <source>ECGs</source>
        <translation>EKGs</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Evidenz</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>I aVL V5 V6 (lateral)</source>
        <translation>I aVL V5 V6 (lateral)</translation>
    </message>
    <message>
        <source>II III aVF (inferior)</source>
        <translation>II III aVF (inferior)</translation>
    </message>
    <message>
        <source>In the order given</source>
        <translation>In der angegebenen Reihenfolge</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Libraries</source>
        <translation>Bibliotheken</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>Logit of {name}</source>
        <translation>Logit: {name}</translation>
    </message>
    <message>
        <source>Logit of {name} = b + leads</source>
        <translation>Logit von {name} = b + Ableitungen</translation>
    </message>
    <message>
        <source>Macro AUROC</source>
        <translation>Makro-AUROC</translation>
    </message>
    <message>
        <source>Measurements</source>
        <translation>Messwerte</translation>
    </message>
    <message>
        <source>Measurements (automatic)</source>
        <translation>Messwerte (automatisch)</translation>
    </message>
    <message>
        <source>Measurements ({star} with marks moved by hand)</source>
        <translation>Messwerte ({star} mit von Hand versetzten Marken)</translation>
    </message>
    <message>
        <source>Median beats</source>
        <translation>Medianschläge</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Model and settings</source>
        <translation>Modell und Einstellungen</translation>
    </message>
    <message>
        <source>Model&apos;s probabilities</source>
        <translation>Wahrscheinlichkeiten des Modells</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>No average beat: too few beats that are alike.</source>
        <translation>Kein mittlerer Schlag: zu wenige Schläge, die einander gleichen.</translation>
    </message>
    <message>
        <source>No prediction</source>
        <translation>Keine Vorhersage</translation>
    </message>
    <message>
        <source>No sub-class reaches its threshold.</source>
        <translation>Keine Unterklasse erreicht ihre Schwelle.</translation>
    </message>
    <message>
        <source>Note: see page 1</source>
        <translation>Hinweis: Seite 1</translation>
    </message>
    <message>
        <source>Note: {sentence}</source>
        <translation>Hinweis: {sentence}</translation>
    </message>
    <message>
        <source>Nothing could be measured.</source>
        <translation>Es konnte nichts gemessen werden.</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Over time</source>
        <translation>Über die Zeit</translation>
    </message>
    <message>
        <source>P and PR of all leads</source>
        <translation>P und PQ aller Abl.</translation>
    </message>
    <message>
        <source>PTB-XL fold 9: {figures}</source>
        <translation>PTB-XL, Teil (Fold) 9: {figures}</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Probabilities (line: threshold; bold: reached; ?: near)</source>
        <translation>Klassen (Strich: Schwelle; fett: erreicht; ?: knapp)</translation>
    </message>
    <message>
        <source>Shown</source>
        <translation>Gezeigt</translation>
    </message>
    <message>
        <source>Slopes and intercepts (Platt 1999) were fitted on ECGs that the model was not trained on; the threshold is the probability from which a class counts as present (bold; ?: near it). A probability holds for patients like those of the training data, not for every clinic.</source>
        <translation>Steigungen und Achsenabschnitte (Platt 1999) wurden an EKGs angepasst, mit denen das Modell nicht trainiert wurde; die Schwelle ist die Wahrscheinlichkeit, ab der eine Klasse als vorhanden gilt (fett; ?: knapp). Eine Wahrscheinlichkeit gilt für Patienten wie die der Trainingsdaten, nicht für jede Klinik.</translation>
    </message>
    <message>
        <source>grey: within usual change from the first; dashed: threshold, or ±180° of an axis</source>
        <translation>grau: übliche Änderung vom ersten aus; gestrichelt: Schwelle, bei Achsen ±180°</translation>
    </message>
    <message>
        <source>line: threshold; bold: reached; ?: near it</source>
        <translation>Strich: Schwelle; fett: erreicht; ?: knapp</translation>
    </message>
    <message>
        <source>Probability of {name}</source>
        <translation>Wahrscheinlichkeit: {name}</translation>
    </message>
    <message>
        <source>(in full on page {page})</source>
        <translation>(ganz auf Seite {page})</translation>
    </message>
    <message>
        <source>Colour: evidence against {name} only (probability {value})</source>
        <translation>Farbe: nur Evidenz gegen {name} (Wahrsch. {value})</translation>
    </message>
    <message>
        <source>Colour: evidence for {name} only (probability {value})</source>
        <translation>Farbe: nur Evidenz für {name} (Wahrsch. {value})</translation>
    </message>
    <message>
        <source>Cut at the edge of the paper: {leads}.</source>
        <translation>Am Papierrand abgeschnitten: {leads}.</translation>
    </message>
    <message>
        <source>Narrow tips or spikes cut at the edge: {leads}.</source>
        <translation>Schmale Spitzen am Papierrand abgeschnitten: {leads}.</translation>
    </message>
    <message>
        <source>Probabilities (bold: reached; ?: near)</source>
        <translation>Wahrscheinl. (fett: erreicht; ?: knapp)</translation>
    </message>
    <message>
        <source>Probabilities (bold: threshold reached; ?: near it) and logits</source>
        <translation>Wahrscheinlichkeiten (fett: Schwelle erreicht; ?: knapp) und Logits</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>QRS of all leads</source>
        <translation>QRS aller Abl.</translation>
    </message>
    <message>
        <source>Quality and warnings</source>
        <translation>Qualität und Warnungen</translation>
    </message>
    <message>
        <source>Reads</source>
        <translation>Liest</translation>
    </message>
    <message>
        <source>Record {name}</source>
        <translation>Aufzeichnung {name}</translation>
    </message>
    <message>
        <source>Reviewed by a clinician</source>
        <translation>Ärztlich geprüft</translation>
    </message>
    <message>
        <source>Reviewed by {name}</source>
        <translation>Geprüft von {name}</translation>
    </message>
    <message>
        <source>ST and T of all leads</source>
        <translation>ST und T aller Abl.</translation>
    </message>
    <message>
        <source>ST level at J + 60 ms</source>
        <translation>ST-Niveau bei J + 60 ms</translation>
    </message>
    <message>
        <source>ST level at J + 60 ms, mV</source>
        <translation>ST-Niveau bei J + 60 ms, mV</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Maßstab</translation>
    </message>
    <message>
        <source>Series of {count} ECGs</source>
        <translation>Reihe von {count} EKGs</translation>
    </message>
    <message>
        <source>Series {names}</source>
        <translation>Reihe {names}</translation>
    </message>
    <message>
        <source>Settings of this report</source>
        <translation>Einstellungen dieses Berichts</translation>
    </message>
    <message>
        <source>Signal read</source>
        <translation>Gelesenes Signal</translation>
    </message>
    <message>
        <source>Statement and notes</source>
        <translation>Befund und Notizen</translation>
    </message>
    <message>
        <source>Statement: {text}</source>
        <translation>Befund: {text}</translation>
    </message>
    <message>
        <source>Strongest segments (logit)</source>
        <translation>Stärkste Abschnitte (Logit)</translation>
    </message>
    <message>
        <source>Sub-classes: {names}</source>
        <translation>Unterklassen: {names}</translation>
    </message>
    <message>
        <source>The model, its calibration and limits, and the settings used</source>
        <translation>Das Modell, seine Kalibrierung und Grenzen, und die Einstellungen</translation>
    </message>
    <message>
        <source>The pages are A4 or Letter, which paper of {width} x {height} mm does not hold.</source>
        <translation>Die Seiten sind A4 oder Letter und haben auf Papier von {width} x {height} mm keinen Platz.</translation>
    </message>
    <message>
        <source>The printer could not be used.</source>
        <translation>Der Drucker konnte nicht verwendet werden.</translation>
    </message>
    <message>
        <source>The printer stopped before the last page.</source>
        <translation>Der Drucker hat vor der letzten Seite aufgehört.</translation>
    </message>
    <message>
        <source>Trends</source>
        <translation>Verläufe</translation>
    </message>
    <message>
        <source>V1-V4 (anterior)</source>
        <translation>V1-V4 (anterior)</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>What changed</source>
        <translation>Was sich verändert hat</translation>
    </message>
    <message>
        <source>What if</source>
        <translation>Was wäre, wenn</translation>
    </message>
    <message>
        <source>What if (exact: W and b kept)</source>
        <translation>Wenn … (exakt: W und b bleiben)</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Why the model says so: {name}, {title}</source>
        <translation>Warum das Modell so antwortet: {name}, {title}</translation>
    </message>
    <message>
        <source>against</source>
        <translation>dagegen</translation>
    </message>
    <message>
        <source>all chest leads</source>
        <translation>alle Brustwandabl.</translation>
    </message>
    <message>
        <source>all limb leads</source>
        <translation>alle Extremitätenabl.</translation>
    </message>
    <message>
        <source>as a band</source>
        <translation>als Band</translation>
    </message>
    <message>
        <source>coloured by the mean evidence of {count}</source>
        <translation>gefärbt nach der mittleren Evidenz von {count}</translation>
    </message>
    <message>
        <source>colours from {density} logit/s on</source>
        <translation>Farben ab {density} Logit/s</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>exakt</translation>
    </message>
    <message>
        <source>five superclasses</source>
        <translation>fünf Oberklassen</translation>
    </message>
    <message>
        <source>for</source>
        <translation>dafür</translation>
    </message>
    <message>
        <source>for and against</source>
        <translation>dafür und dagegen</translation>
    </message>
    <message>
        <source>from {density} logit/s on</source>
        <translation>ab {density} Logit/s</translation>
    </message>
    <message>
        <source>from {first} to {last}</source>
        <translation>von {first} bis {last}</translation>
    </message>
    <message>
        <source>intercept</source>
        <translation>Abschnitt</translation>
    </message>
    <message>
        <source>less for</source>
        <translation>weniger dafür</translation>
    </message>
    <message>
        <source>logit</source>
        <translation>Logit</translation>
    </message>
    <message>
        <source>logit per second</source>
        <translation>Logit pro Sekunde</translation>
    </message>
    <message>
        <source>median of {count} beats</source>
        <translation>Median von {count} Schlägen</translation>
    </message>
    <message>
        <source>more for</source>
        <translation>mehr dafür</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>no filter</source>
        <translation>kein Filter</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>none: the traces are as recorded</source>
        <translation>keines: die Kurven sind wie aufgezeichnet</translation>
    </message>
    <message>
        <source>not known to this program</source>
        <translation>diesem Programm nicht bekannt</translation>
    </message>
    <message>
        <source>not on the traces</source>
        <translation>nicht auf den Kurven</translation>
    </message>
    <message>
        <source>not smoothed</source>
        <translation>nicht geglättet</translation>
    </message>
    <message>
        <source>on the line</source>
        <translation>auf der Linie</translation>
    </message>
    <message>
        <source>on the line and as a band</source>
        <translation>auf der Linie und als Band</translation>
    </message>
    <message>
        <source>prob.</source>
        <translation>Wahrsch.</translation>
    </message>
    <message>
        <source>re-run</source>
        <translation>neu gelesen</translation>
    </message>
    <message>
        <source>residual logit − (b + leads) = {number}</source>
        <translation>Rest: Logit − (b + Ableitungen) = {number}</translation>
    </message>
    <message>
        <source>slope</source>
        <translation>Steigung</translation>
    </message>
    <message>
        <source>smoothed over {ms} ms</source>
        <translation>geglättet über {ms} ms</translation>
    </message>
    <message>
        <source>standard order</source>
        <translation>übliche Reihenfolge</translation>
    </message>
    <message>
        <source>sub-classes</source>
        <translation>Unterklassen</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>Summe</translation>
    </message>
    <message>
        <source>the numbers are never smoothed</source>
        <translation>die Zahlen nie</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>usual</source>
        <translation>üblich</translation>
    </message>
    <message>
        <source>without it</source>
        <translation>ohne sie</translation>
    </message>
    <message>
        <source>without {removed}</source>
        <translation>ohne {removed}</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>{filter} (the traces alone)</source>
        <translation>{filter} (nur die Kurven)</translation>
    </message>
    <message>
        <source>{speed} mm/s, {gain} mm/mV, from {start} s</source>
        <translation>{speed} mm/s, {gain} mm/mV, ab {start} s</translation>
    </message>
    <message>
        <source>{title} (continued)</source>
        <translation>{title} (Fortsetzung)</translation>
    </message>
    <message>
        <source>{window} s at {fs} Hz; here {start} to {end} s</source>
        <translation>{window} s mit {fs} Hz; hier {start} bis {end} s</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>&amp;Anonymous: no name, ID, dates, file names</source>
        <translation>&amp;Anonym: kein Name, keine ID, keine Daten, keine Dateinamen</translation>
    </message>
    <message>
        <source>&amp;Copy page</source>
        <translation>Seite &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Save PDF…</source>
        <translation>PDF &amp;speichern …</translation>
    </message>
    <message>
        <source>Ages over 89 are grouped. Read your own statement and notes: a name in them is not always found.</source>
        <translation>Alter über 89 wird zusammengefasst. Lesen Sie Ihren Befund und Ihre Notizen: Ein Name darin wird nicht immer gefunden.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Grey grid</source>
        <translation>Graues Raster</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>Raster</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>Nächste Seite</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Page as it will be saved</source>
        <translation>Seite, wie sie gespeichert wird</translation>
    </message>
    <message>
        <source>Page size</source>
        <translation>Seitengröße</translation>
    </message>
    <message>
        <source>Page {page} of {count}</source>
        <translation>Seite {page} von {count}</translation>
    </message>
    <message>
        <source>Pink grid</source>
        <translation>Rosa Raster</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>Vorige Seite</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Save &amp;page as picture…</source>
        <translation>Seite als &amp;Bild speichern …</translation>
    </message>
    <message>
        <source>Save PDF</source>
        <translation>PDF speichern</translation>
    </message>
    <message>
        <source>Save page as picture</source>
        <translation>Seite als Bild speichern</translation>
    </message>
    <message>
        <source>The page is being painted …</source>
        <translation>Die Seite wird gezeichnet …</translation>
    </message>
    <message>
        <source>anonymous-ecg</source>
        <translation>anonymes-ekg</translation>
    </message>
</context>
<context>
    <name>Reporting</name>
    <message>
        <source>ECG-IMN analysis (*.ecgimn);;HDF5 (*.h5 *.hdf5)</source>
        <translation>ECG-IMN-Analyse (*.ecgimn);;HDF5 (*.h5 *.hdf5)</translation>
    </message>
    <message>
        <source>Export numbers</source>
        <translation>Zahlen exportieren</translation>
    </message>
    <message>
        <source>Export picture of the view</source>
        <translation>Bild der Ansicht exportieren</translation>
    </message>
    <message>
        <source>Reviewed by {name}</source>
        <translation>Geprüft von {name}</translation>
    </message>
    <message>
        <source>SIMULATED</source>
        <translation>SIMULIERT</translation>
    </message>
    <message>
        <source>Save analysis</source>
        <translation>Analyse speichern</translation>
    </message>
    <message>
        <source>Save the ECG without an answer</source>
        <translation>EKG ohne Antwort speichern</translation>
    </message>
    <message>
        <source>Statement, unconfirmed</source>
        <translation>Befund, unbestätigt</translation>
    </message>
    <message>
        <source>The answer is still being worked out: save it when it is there.</source>
        <translation>Die Antwort wird noch berechnet: Speichern Sie, wenn sie da ist.</translation>
    </message>
    <message>
        <source>The view was copied.</source>
        <translation>Die Ansicht wurde kopiert.</translation>
    </message>
    <message>
        <source>There is no answer yet whose numbers could be written.</source>
        <translation>Es gibt noch keine Antwort, deren Zahlen geschrieben werden könnten.</translation>
    </message>
    <message>
        <source>{file} will be about {size}: it holds the whole record of {duration}. Save it?</source>
        <translation>{file} wird etwa {size} groß: Die Datei enthält die ganze Aufzeichnung von {duration}. Speichern?</translation>
    </message>
</context>
<context>
    <name>Scale</name>
    <message>
        <source>1 small square = {ms} ms × {mv} mV</source>
        <translation>1 kleines Kästchen = {ms} ms × {mv} mV</translation>
    </message>
    <message>
        <source>1 square = {time} × {mv} mV</source>
        <translation>1 Kästchen = {time} × {mv} mV</translation>
    </message>
    <message>
        <source>fit: {speed} mm/s · {gain} mm/mV on this screen</source>
        <translation>eingepasst: {speed} mm/s · {gain} mm/mV auf diesem Bildschirm</translation>
    </message>
    <message>
        <source>zoom: {speed} mm/s · {gain} mm/mV on this screen</source>
        <translation>vergrößert: {speed} mm/s · {gain} mm/mV auf diesem Bildschirm</translation>
    </message>
</context>
<context>
    <name>ScaleDialog</name>
    <message>
        <source>One step is</source>
        <translation>Ein Schritt ist</translation>
    </message>
    <message>
        <source>Rate and units</source>
        <translation>Abtastrate und Einheiten</translation>
    </message>
    <message>
        <source>Samples a second</source>
        <translation>Abtastwerte pro Sekunde</translation>
    </message>
    <message>
        <source>{file} holds numbers and does not say all about them.</source>
        <translation>{file} enthält Zahlen und sagt nicht alles über sie.</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>{0} is damaged or was changed: its checksum does not fit.</source>
        <translation>{0} ist beschädigt oder wurde verändert: Die Prüfsumme passt nicht.</translation>
    </message>
    <message>
        <source> and </source>
        <translation> und </translation>
    </message>
    <message>
        <source>&apos;{0}&apos; has {1} MB; a checkpoint of ECG-IMN has a few.</source>
        <translation>„{0}“ hat {1} MB; ein Checkpoint von ECG-IMN hat nur wenige.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is no checkpoint of ECG-IMN: &apos;{1}&apos; has another shape.</source>
        <translation>„{0}“ ist kein Checkpoint von ECG-IMN: „{1}“ hat eine andere Form.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is no checkpoint of ECG-IMN: &apos;{1}&apos; is stored in an unusual way.</source>
        <translation>„{0}“ ist kein Checkpoint von ECG-IMN: „{1}“ ist auf ungewöhnliche Art gespeichert.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is no checkpoint of ECG-IMN: it has no state_dict.</source>
        <translation>„{0}“ ist kein Checkpoint von ECG-IMN: Er hat kein state_dict.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is no checkpoint of ECG-IMN: it holds no mapping.</source>
        <translation>„{0}“ ist kein Checkpoint von ECG-IMN: Er enthält keine Zuordnung.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is no checkpoint of ECG-IMN: its last layer is not that of the paper.</source>
        <translation>„{0}“ ist kein Checkpoint von ECG-IMN: Seine letzte Schicht ist nicht die der Veröffentlichung.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is no checkpoint of ECG-IMN: parameters are missing or unknown ({1}).</source>
        <translation>„{0}“ ist kein Checkpoint von ECG-IMN: Parameter fehlen oder sind unbekannt ({1}).</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is no checkpoint that can be read safely.</source>
        <translation>„{0}“ ist kein Checkpoint, der sicher gelesen werden kann.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is no checkpoint that can be read safely: it would unfold to more than it is.</source>
        <translation>„{0}“ ist kein Checkpoint, der sicher gelesen werden kann: Entpackt wäre er größer, als er ist.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is no checkpoint that can be read.</source>
        <translation>„{0}“ ist kein Checkpoint, der gelesen werden kann.</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is no name for a model: small letters, digits, &apos;.&apos;, &apos;_&apos; and &apos;-&apos; make one, unless Windows keeps it for a device, such as con.</source>
        <translation>„{0}“ ist kein Name für ein Modell: Er besteht aus kleinen Buchstaben, Ziffern, „.“, „_“ und „-“ und ist keiner, den Windows für ein Gerät behält, wie con.</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>1 Tag</translation>
    </message>
    <message>
        <source>1 year</source>
        <translation>1 Jahr</translation>
    </message>
    <message>
        <source>50 ms, leads summed</source>
        <translation>50 ms, Ableitungen summiert</translation>
    </message>
    <message>
        <source>: </source>
        <translation>: </translation>
    </message>
    <message>
        <source>; </source>
        <translation>; </translation>
    </message>
    <message>
        <source>; as the waves shrink from V1 to V6, dextrocardia looks the same</source>
        <translation>; da die Wellen von V1 nach V6 kleiner werden, sieht eine Dextrokardie ebenso aus</translation>
    </message>
    <message>
        <source>A segment has channels in other units than the record ({0}); they are shown as gaps.</source>
        <translation>Ein Segment hat Kanäle in anderen Einheiten als die Aufzeichnung ({0}); sie werden als Lücken gezeigt.</translation>
    </message>
    <message>
        <source>A stored analysis holds the whole record, so it is not written for every window of it.</source>
        <translation>Eine gespeicherte Analyse enthält die ganze Aufzeichnung, darum wird sie nicht für jeden ihrer Abschnitte geschrieben.</translation>
    </message>
    <message>
        <source>AV block</source>
        <translation>AV-Block</translation>
    </message>
    <message>
        <source>About {0} beats a minute were counted; check that this is an ECG with the right sample rate.</source>
        <translation>Etwa {0} Schläge pro Minute wurden gezählt; prüfen Sie, ob dies ein EKG mit der richtigen Abtastrate ist.</translation>
    </message>
    <message>
        <source>Age, sex</source>
        <translation>Alter, Geschlecht</translation>
    </message>
    <message>
        <source>Agreement of the maps: rank correlation {0} over {1} cells ({2}); top {3} segments overlap by {4}</source>
        <translation>Übereinstimmung der Karten: Rangkorrelation {0} über {1} Zellen ({2}); die {3} stärksten Abschnitte überlappen zu {4}</translation>
    </message>
    <message>
        <source>Aligned on R peaks: one pair of typical beats (of {0} in A and {1} in B); others have no partner.</source>
        <translation>An den R-Zacken ausgerichtet: ein Paar typischer Schläge (von {0} in A und {1} in B); andere haben keinen Partner.</translation>
    </message>
    <message>
        <source>Aligned on R peaks: {0} pairs of typical beats (of {1} in A and {2} in B); others have no partner.</source>
        <translation>An den R-Zacken ausgerichtet: {0} Paare typischer Schläge (von {1} in A und {2} in B); andere haben keinen Partner.</translation>
    </message>
    <message>
        <source>All leads hold one and the same signal: this is no ECG of twelve leads</source>
        <translation>Alle Ableitungen enthalten ein und dasselbe Signal: Das ist kein EKG mit zwölf Ableitungen</translation>
    </message>
    <message>
        <source>Amplitudes of about {0} mV are no ECG&apos;s; the gain or the units in the file must be wrong.</source>
        <translation>Amplituden von etwa {0} mV hat kein EKG; Verstärkung oder Einheiten in der Datei müssen falsch sein.</translation>
    </message>
    <message>
        <source>An ECG of {0} values is too long to be opened.</source>
        <translation>Ein EKG mit {0} Werten ist zu lang, um geöffnet zu werden.</translation>
    </message>
    <message>
        <source>Anterior infarction</source>
        <translation>Vorderwandinfarkt</translation>
    </message>
    <message>
        <source>Anterior ischaemia</source>
        <translation>Vorderwandischämie</translation>
    </message>
    <message>
        <source>Anterior myocardial infarction</source>
        <translation>Vorderwandinfarkt</translation>
    </message>
    <message>
        <source>Apache-2.0 (weights); the training data are CC BY 4.0</source>
        <translation>Apache-2.0 (Gewichte); die Trainingsdaten sind CC BY 4.0</translation>
    </message>
    <message>
        <source>At {0} Hz the ECG lacks what lies above {1} Hz; the model was trained on more.</source>
        <translation>Bei {0} Hz fehlt dem EKG, was über {1} Hz liegt; das Modell wurde mit mehr trainiert.</translation>
    </message>
    <message>
        <source>Atrial fibrillation</source>
        <translation>Vorhofflimmern</translation>
    </message>
    <message>
        <source>Axes P/QRS/T</source>
        <translation>Achsen P/QRS/T</translation>
    </message>
    <message>
        <source>B was recorded before A; changes are B minus A.</source>
        <translation>B wurde vor A aufgezeichnet; Änderungen sind B minus A.</translation>
    </message>
    <message>
        <source>Beats come irregularly and without P waves, as in atrial fibrillation; the model has no class for rhythm.</source>
        <translation>Die Schläge kommen unregelmäßig und ohne P-Wellen, wie bei Vorhofflimmern; das Modell hat keine Klasse für den Rhythmus.</translation>
    </message>
    <message>
        <source>Beats were not found on both sides: the traces are not aligned, and no difference is shown.</source>
        <translation>Nicht auf beiden Seiten wurden Schläge gefunden: Die Kurven sind nicht ausgerichtet, und kein Unterschied wird gezeigt.</translation>
    </message>
    <message>
        <source>By the header one step of {0} is over {1} mV: amplitudes are implausible.</source>
        <translation>Laut Header ist ein Schritt von {0} größer als {1} mV: Die Amplituden sind unplausibel.</translation>
    </message>
    <message>
        <source>Change of the logit of {0}: {1} = b {2} + leads {3} (residual {4})</source>
        <translation>Änderung des Logits von {0}: {1} = b {2} + Ableitungen {3} (Rest {4})</translation>
    </message>
    <message>
        <source>Changed by more than usual: {0}.</source>
        <translation>Mehr als üblich verändert: {0}.</translation>
    </message>
    <message>
        <source>Complete left bundle branch block</source>
        <translation>Kompletter Linksschenkelblock</translation>
    </message>
    <message>
        <source>Complete right bundle branch block</source>
        <translation>Kompletter Rechtsschenkelblock</translation>
    </message>
    <message>
        <source>Computed from other limb leads, since they are flat: {0}.</source>
        <translation>Aus anderen Extremitätenableitungen berechnet, weil sie flach sind: {0}.</translation>
    </message>
    <message>
        <source>Computed from {0}, since the record lacks them: {1}.</source>
        <translation>Aus {0} berechnet, weil sie der Aufzeichnung fehlen: {1}.</translation>
    </message>
    <message>
        <source>Conduction disturbance</source>
        <translation>Erregungsleitungsstörung</translation>
    </message>
    <message>
        <source>DICOM has no kind of ECG with {0} leads at {1} Hz.</source>
        <translation>DICOM kennt kein EKG mit {0} Ableitungen bei {1} Hz.</translation>
    </message>
    <message>
        <source>Different models answer: A {0} {1}, B {2} {3}.</source>
        <translation>Verschiedene Modelle antworten: A {0} {1}, B {2} {3}.</translation>
    </message>
    <message>
        <source>EDF, BDF</source>
        <translation>EDF, BDF</translation>
    </message>
    <message>
        <source>Exact contributions</source>
        <translation>Exakte Beiträge</translation>
    </message>
    <message>
        <source>Finding beats and waves</source>
        <translation>Schläge und Wellen werden gesucht</translation>
    </message>
    <message>
        <source>First-degree atrioventricular block</source>
        <translation>AV-Block ersten Grades</translation>
    </message>
    <message>
        <source>GE CardioSoft</source>
        <translation>GE CardioSoft</translation>
    </message>
    <message>
        <source>GE MUSE</source>
        <translation>GE MUSE</translation>
    </message>
    <message>
        <source>GE Sapphire</source>
        <translation>GE Sapphire</translation>
    </message>
    <message>
        <source>Gaps of {0} are filled from other limb leads.</source>
        <translation>Lücken von {0} sind aus anderen Extremitätenableitungen gefüllt.</translation>
    </message>
    <message>
        <source>HL7 aECG</source>
        <translation>HL7 aECG</translation>
    </message>
    <message>
        <source>HR</source>
        <translation>HF</translation>
    </message>
    <message>
        <source>Heart rate</source>
        <translation>Herzfrequenz</translation>
    </message>
    <message>
        <source>Hypertrophy</source>
        <translation>Hypertrophie</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Incomplete left bundle branch block</source>
        <translation>Inkompletter Linksschenkelblock</translation>
    </message>
    <message>
        <source>Incomplete right bundle branch block</source>
        <translation>Inkompletter Rechtsschenkelblock</translation>
    </message>
    <message>
        <source>Inferior infarction</source>
        <translation>Inferiorer Infarkt</translation>
    </message>
    <message>
        <source>Inferior ischaemia</source>
        <translation>Inferiore Ischämie</translation>
    </message>
    <message>
        <source>Inferior myocardial infarction</source>
        <translation>Inferiorer Myokardinfarkt</translation>
    </message>
    <message>
        <source>Ischaemia, unspecified</source>
        <translation>Ischämie, nicht näher bezeichnet</translation>
    </message>
    <message>
        <source>Lateral ST depression and T inversion (ischaemia)</source>
        <translation>Laterale ST-Senkung und T-Negativierung (Ischämie)</translation>
    </message>
    <message>
        <source>Lateral infarction</source>
        <translation>Lateralinfarkt</translation>
    </message>
    <message>
        <source>Lead</source>
        <translation>Ableitung</translation>
    </message>
    <message>
        <source>Lead V{0} may be upside down</source>
        <translation>Ableitung V{0} könnte umgepolt sein</translation>
    </message>
    <message>
        <source>Lead {0}</source>
        <translation>Ableitung {0}</translation>
    </message>
    <message>
        <source>Lead {0} is almost flat: the {1} arm and right leg electrodes may be interchanged.</source>
        <translation>Ableitung {0} ist fast flach: Die Elektroden von Arm ({1}) und rechtem Bein könnten vertauscht sein.</translation>
    </message>
    <message>
        <source>Leads</source>
        <translation>Ableitungen</translation>
    </message>
    <message>
        <source>Leads {0}</source>
        <translation>Ableitungen {0}</translation>
    </message>
    <message>
        <source>Leads {0} hold one and the same signal.</source>
        <translation>Die Ableitungen {0} enthalten ein und dasselbe Signal.</translation>
    </message>
    <message>
        <source>Left anterior fascicular block</source>
        <translation>Linksanteriorer Hemiblock</translation>
    </message>
    <message>
        <source>Left anterior or posterior fascicular block</source>
        <translation>Linksanteriorer/-posteriorer Hemiblock</translation>
    </message>
    <message>
        <source>Left atrial overload or enlargement</source>
        <translation>Linksatriale Belastung/Vergrößerung</translation>
    </message>
    <message>
        <source>Left out: {0}</source>
        <translation>Weggelassen: {0}</translation>
    </message>
    <message>
        <source>Left ventricular hypertrophy</source>
        <translation>Linksventrikuläre Hypertrophie</translation>
    </message>
    <message>
        <source>Left ventricular hypertrophy with strain</source>
        <translation>Linksventrikuläre Hypertrophie mit Strain</translation>
    </message>
    <message>
        <source>Lengths differ (A {0} s, B {1} s): compared is what both have.</source>
        <translation>Verschiedene Längen (A {0} s, B {1} s): Verglichen wird, was beide haben.</translation>
    </message>
    <message>
        <source>Long QT interval</source>
        <translation>Langes QT-Intervall</translation>
    </message>
    <message>
        <source>Low confidence: near the threshold for {0}.</source>
        <translation>Geringe Sicherheit (nahe der Schwelle): {0}.</translation>
    </message>
    <message>
        <source>Low confidence: no superclass reaches its threshold, not even that of a normal ECG.</source>
        <translation>Geringe Sicherheit: Keine Oberklasse erreicht ihre Schwelle, auch nicht die des normalen EKGs.</translation>
    </message>
    <message>
        <source>Low confidence: the model calls the ECG normal and finds {0}.</source>
        <translation>Geringe Sicherheit: Das Modell nennt das EKG normal und findet zugleich: {0}.</translation>
    </message>
    <message>
        <source>Low confidence: the model calls the ECG normal; the measurements do not ({0}).</source>
        <translation>Geringe Sicherheit: Das Modell nennt das EKG normal, die Messwerte nicht ({0}).</translation>
    </message>
    <message>
        <source>Low confidence: the signal may not be what the model takes it for (see the other remarks).</source>
        <translation>Geringe Sicherheit: Das Signal ist vielleicht nicht das, wofür das Modell es hält (siehe die anderen Hinweise).</translation>
    </message>
    <message>
        <source>Myocardial infarction</source>
        <translation>Myokardinfarkt</translation>
    </message>
    <message>
        <source>No P wave was found before most beats: PR, P duration and P axis are not measured.</source>
        <translation>Vor den meisten Schlägen wurde keine P-Welle gefunden: PQ, P-Dauer und P-Achse werden nicht gemessen.</translation>
    </message>
    <message>
        <source>No T wave was found in most beats: QT and T axis are not measured.</source>
        <translation>In den meisten Schlägen wurde keine T-Welle gefunden: QT und T-Achse werden nicht gemessen.</translation>
    </message>
    <message>
        <source>No beat was found for up to {0} s: a pause of the heart, or signal that is lost or unclear; heart rate and rhythm leave it out.</source>
        <translation>Bis zu {0} s lang wurde kein Schlag gefunden: eine Pause des Herzens oder ein Signal, das fehlt oder unklar ist; Herzfrequenz und Rhythmus lassen diese Zeit aus.</translation>
    </message>
    <message>
        <source>No heart beat was found: nothing is measured.</source>
        <translation>Es wurde kein Herzschlag gefunden: Nichts wird gemessen.</translation>
    </message>
    <message>
        <source>No heart beats stand out: this is noise, another signal, or a rhythm without QRS complexes</source>
        <translation>Es heben sich keine Herzschläge ab: Das ist Rauschen, ein anderes Signal oder ein Rhythmus ohne QRS-Komplexe</translation>
    </message>
    <message>
        <source>No lead holds a usable signal for more than {0} of {1} s</source>
        <translation>Keine Ableitung hat länger als {0} von {1} s ein brauchbares Signal</translation>
    </message>
    <message>
        <source>No measurement changed by more than usual.</source>
        <translation>Kein Messwert hat sich mehr als üblich verändert.</translation>
    </message>
    <message>
        <source>No prediction for {0}: {1}</source>
        <translation>Keine Vorhersage für {0}: {1}</translation>
    </message>
    <message>
        <source>No prediction. {0}</source>
        <translation>Keine Vorhersage. {0}</translation>
    </message>
    <message>
        <source>No row is lost, yet they are not in order: {0}</source>
        <translation>Keine Zeile ist verloren, doch sie sind nicht geordnet: {0}</translation>
    </message>
    <message>
        <source>No standard lead holds a usable signal.</source>
        <translation>Keine Standardableitung hat ein brauchbares Signal.</translation>
    </message>
    <message>
        <source>No wave of any lead speaks for {0}.</source>
        <translation>Keine Welle irgendeiner Ableitung spricht für „{0}“.</translation>
    </message>
    <message>
        <source>Noise hides small waves in most leads: P, Q and ST cannot be judged.</source>
        <translation>In den meisten Ableitungen verdeckt Rauschen kleine Wellen: P, Q und ST sind nicht zu beurteilen.</translation>
    </message>
    <message>
        <source>Non-specific ST change</source>
        <translation>Unspezifische ST-Veränderung</translation>
    </message>
    <message>
        <source>Non-specific intraventricular conduction disturbance</source>
        <translation>Unspez. intraventrik. Leitungsstörung</translation>
    </message>
    <message>
        <source>Normal ECG</source>
        <translation>Normales EKG</translation>
    </message>
    <message>
        <source>Normal heart, poor recording, loose electrode V4</source>
        <translation>Normales Herz, schlechte Aufzeichnung, lose Elektrode V4</translation>
    </message>
    <message>
        <source>Not every file holds a time of recording: the ECGs stand in the order given.</source>
        <translation>Nicht jede Datei enthält einen Aufnahmezeitpunkt: Die EKGs stehen in der angegebenen Reihenfolge.</translation>
    </message>
    <message>
        <source>Numbers are rounded one by one: a shown sum can differ from its parts in the last digit.</source>
        <translation>Jede Zahl ist für sich gerundet: Eine gezeigte Summe kann in der letzten Stelle von ihren Teilen abweichen.</translation>
    </message>
    <message>
        <source>Only JSON goes to standard output (-); name a file for the other outputs.</source>
        <translation>Nur JSON geht an die Standardausgabe (-); nennen Sie für die anderen Ausgaben eine Datei.</translation>
    </message>
    <message>
        <source>Only one heart beat was found: heart rate, rhythm and QTc are not measured.</source>
        <translation>Nur ein Herzschlag wurde gefunden: Herzfrequenz, Rhythmus und QTc werden nicht gemessen.</translation>
    </message>
    <message>
        <source>Only {0} are usable; {1}.</source>
        <translation>Nur {0} sind brauchbar; {1}.</translation>
    </message>
    <message>
        <source>Only {0} is usable; {1}.</source>
        <translation>Nur {0} ist brauchbar; {1}.</translation>
    </message>
    <message>
        <source>Overview of the record is ready</source>
        <translation>Die Übersicht der Aufzeichnung ist fertig</translation>
    </message>
    <message>
        <source>P</source>
        <translation>P</translation>
    </message>
    <message>
        <source>P axis</source>
        <translation>P-Achse</translation>
    </message>
    <message>
        <source>P duration</source>
        <translation>P-Dauer</translation>
    </message>
    <message>
        <source>P/QRS/T axes</source>
        <translation>Achsen P/QRS/T</translation>
    </message>
    <message>
        <source>PR</source>
        <translation>PQ</translation>
    </message>
    <message>
        <source>PR interval</source>
        <translation>PQ-Intervall</translation>
    </message>
    <message>
        <source>PTB-XL 1.0.3 (Wagner et al. 2020, doi 10.1038/s41597-020-0495-6, data doi 10.13026/kfzx-aw45, CC BY 4.0), 100 Hz, trained on folds 1-8, chosen and calibrated on fold 9; fold 10 was not used.</source>
        <translation>PTB-XL 1.0.3 (Wagner et al. 2020, doi 10.1038/s41597-020-0495-6, Daten doi 10.13026/kfzx-aw45, CC BY 4.0), 100 Hz, trainiert mit den Teilen (Folds) 1-8, ausgewählt und kalibriert an Teil 9; Teil 10 wurde nicht benutzt.</translation>
    </message>
    <message>
        <source>PTB-XL, trained by the authors of ECG-IMN, who chose and measured on the same folds, 9 and 10</source>
        <translation>PTB-XL, trainiert von den Autoren von ECG-IMN, die auf denselben Teilen, 9 und 10, gewählt und gemessen haben</translation>
    </message>
    <message>
        <source>Posterior infarction</source>
        <translation>Posteriorer Infarkt</translation>
    </message>
    <message>
        <source>Preparing the overview of the record</source>
        <translation>Die Übersicht der Aufzeichnung wird vorbereitet</translation>
    </message>
    <message>
        <source>QRS</source>
        <translation>QRS</translation>
    </message>
    <message>
        <source>QRS axis</source>
        <translation>QRS-Achse</translation>
    </message>
    <message>
        <source>QRS duration</source>
        <translation>QRS-Dauer</translation>
    </message>
    <message>
        <source>QT interval</source>
        <translation>QT-Intervall</translation>
    </message>
    <message>
        <source>QTc Bazett</source>
        <translation>QTc (Bazett)</translation>
    </message>
    <message>
        <source>QTc Fridericia</source>
        <translation>QTc (Fridericia)</translation>
    </message>
    <message>
        <source>QTc is not given for a heart rate below 30 or above 200 a minute.</source>
        <translation>QTc wird bei einer Herzfrequenz unter 30 oder über 200 pro Minute nicht angegeben.</translation>
    </message>
    <message>
        <source>Reading the record</source>
        <translation>Die Aufzeichnung wird gelesen</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufzeichnung</translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation>Aufgezeichnet</translation>
    </message>
    <message>
        <source>Research use only. Not a medical device. To be over-read by a physician.</source>
        <translation>Nur für die Forschung. Kein Medizinprodukt. Muss ärztlich befundet werden.</translation>
    </message>
    <message>
        <source>Research use only; not a medical device. Answers one question: this class against a normal ECG, as trained by the authors of ECG-IMN on PTB-XL. Its probability is the network&apos;s own, not calibrated, and its bias depends on the ECG: part of the answer may lie in no lead.</source>
        <translation>Nur für die Forschung; kein Medizinprodukt. Beantwortet eine Frage: diese Klasse gegen ein normales EKG, wie von den Autoren von ECG-IMN auf PTB-XL trainiert. Die Wahrscheinlichkeit ist die des Netzes selbst, nicht kalibriert, und sein Bias hängt vom EKG ab: Ein Teil der Antwort kann in keiner Ableitung liegen.</translation>
    </message>
    <message>
        <source>Research use only; not a medical device. Trained on ten-second resting ECGs of one German archive, nearly all of adults; it has no class for rhythm (atrial fibrillation, pacing), does not know the patient, and answers for exactly the classes of its list. An exact explanation says what the network used, not what is true of the heart.</source>
        <translation>Nur für die Forschung; kein Medizinprodukt. Trainiert mit Ruhe-EKGs von zehn Sekunden aus einem deutschen Archiv, fast alle von Erwachsenen; es hat keine Klasse für den Rhythmus (Vorhofflimmern, Schrittmacher), kennt den Patienten nicht und antwortet genau für die Klassen seiner Liste. Eine exakte Erklärung sagt, was das Netz benutzt hat, nicht, was am Herzen wahr ist.</translation>
    </message>
    <message>
        <source>Rhythm</source>
        <translation>Rhythmus</translation>
    </message>
    <message>
        <source>Right atrial overload or enlargement</source>
        <translation>Rechtsatriale Belastung/Vergrößerung</translation>
    </message>
    <message>
        <source>Right ventricular hypertrophy</source>
        <translation>Rechtsventrikuläre Hypertrophie</translation>
    </message>
    <message>
        <source>SIMULATED ECG, NOT A PATIENT&apos;S</source>
        <translation>SIMULIERTES EKG, KEIN PATIENT</translation>
    </message>
    <message>
        <source>ST</source>
        <translation>ST</translation>
    </message>
    <message>
        <source>ST level in {0}</source>
        <translation>ST-Niveau in {0}</translation>
    </message>
    <message>
        <source>ST/T change</source>
        <translation>ST/T-Veränderung</translation>
    </message>
    <message>
        <source>ST/T change, other</source>
        <translation>Andere ST/T-Veränderung</translation>
    </message>
    <message>
        <source>Sample rates differ (A {0} Hz, B {1} Hz): traces are compared at {2} Hz.</source>
        <translation>Verschiedene Abtastraten (A {0} Hz, B {1} Hz): Die Kurven werden mit {2} Hz verglichen.</translation>
    </message>
    <message>
        <source>Septal hypertrophy</source>
        <translation>Septale Hypertrophie</translation>
    </message>
    <message>
        <source>Signal</source>
        <translation>Signal</translation>
    </message>
    <message>
        <source>Signal quality was judged on six 10 s parts, evenly spread over {0} minutes.</source>
        <translation>Die Signalqualität wurde an sechs Teilen von 10 s beurteilt, gleichmäßig über {0} Minuten verteilt.</translation>
    </message>
    <message>
        <source>Sinus bradycardia</source>
        <translation>Sinusbradykardie</translation>
    </message>
    <message>
        <source>Sinus rhythm with ventricular ectopic beats</source>
        <translation>Sinusrhythmus mit ventrikulären Extrasystolen</translation>
    </message>
    <message>
        <source>Sinus tachycardia</source>
        <translation>Sinustachykardie</translation>
    </message>
    <message>
        <source>Some settings were damaged and have their defaults again: {0}.</source>
        <translation>Einige Einstellungen waren beschädigt und haben wieder ihre Vorgaben: {0}.</translation>
    </message>
    <message>
        <source>T</source>
        <translation>T</translation>
    </message>
    <message>
        <source>T axis</source>
        <translation>T-Achse</translation>
    </message>
    <message>
        <source>The ECG is implausibly large (about {0} mV from peak to peak); check the gain and units.</source>
        <translation>Das EKG ist unplausibel groß (etwa {0} mV von Spitze zu Spitze); prüfen Sie Verstärkung und Einheiten.</translation>
    </message>
    <message>
        <source>The ECG is very large (about {0} mV from peak to peak): high voltage, or a wrong gain or unit.</source>
        <translation>Das EKG ist sehr groß (etwa {0} mV von Spitze zu Spitze): Hochvoltage, oder falsche Verstärkung oder Einheit.</translation>
    </message>
    <message>
        <source>The ECG is {0} s long; a prediction needs at least {1} s.</source>
        <translation>Das EKG ist {0} s lang; eine Vorhersage braucht mindestens {1} s.</translation>
    </message>
    <message>
        <source>The ECG is {0} s long; the model was trained on 10 s.</source>
        <translation>Das EKG ist {0} s lang; das Modell wurde mit 10 s trainiert.</translation>
    </message>
    <message>
        <source>The Sokolow-Lyon voltage stands on {0} alone, for lack of {1}.</source>
        <translation>Der Sokolow-Lyon-Index beruht allein auf {0}, weil {1} fehlt.</translation>
    </message>
    <message>
        <source>The annotations could not be saved: their folder cannot be made.</source>
        <translation>Die Anmerkungen konnten nicht gespeichert werden: Ihr Ordner kann nicht angelegt werden.</translation>
    </message>
    <message>
        <source>The black-box twin &apos;{0}&apos; is not installed; post-hoc methods can explain &apos;{1}&apos; itself if it is named.</source>
        <translation>Der Blackbox-Zwilling „{0}“ ist nicht installiert; Post-hoc-Methoden können „{1}“ selbst erklären, wenn es genannt wird.</translation>
    </message>
    <message>
        <source>The card of the model &apos;{0}&apos; is damaged.</source>
        <translation>Die Karte des Modells „{0}“ ist beschädigt.</translation>
    </message>
    <message>
        <source>The card of the model &apos;{0}&apos; is not the one that was shipped; it is not used.</source>
        <translation>Die Karte des Modells „{0}“ ist nicht die mitgelieferte; es wird nicht verwendet.</translation>
    </message>
    <message>
        <source>The card of the model &apos;{0}&apos; names other classes or another input than its network.</source>
        <translation>Die Karte des Modells „{0}“ nennt andere Klassen oder eine andere Eingabe als sein Netz.</translation>
    </message>
    <message>
        <source>The card of the model &apos;{0}&apos; was changed after its weights were made; it is not used.</source>
        <translation>Die Karte des Modells „{0}“ wurde nach seinen Gewichten geändert; es wird nicht verwendet.</translation>
    </message>
    <message>
        <source>The channel {0} has no signal file; it was left out.</source>
        <translation>Der Kanal {0} hat keine Signaldatei; er wurde weggelassen.</translation>
    </message>
    <message>
        <source>The channel {0} is in {1}, not in volts; it is kept as another signal, not as a lead.</source>
        <translation>Der Kanal {0} ist in {1} angegeben, nicht in Volt; er gilt als anderes Signal, nicht als Ableitung.</translation>
    </message>
    <message>
        <source>The checkpoint &apos;{0}&apos; is damaged: &apos;{1}&apos; holds values that are no numbers.</source>
        <translation>Der Checkpoint „{0}“ ist beschädigt: „{1}“ enthält Werte, die keine Zahlen sind.</translation>
    </message>
    <message>
        <source>The checkpoint &apos;{0}&apos; is damaged: &apos;{1}&apos; holds variances below 0.</source>
        <translation>Der Checkpoint „{0}“ ist beschädigt: „{1}“ enthält Varianzen unter 0.</translation>
    </message>
    <message>
        <source>The checksum in the header does not fit the signal in {0} ({1}): the file may have been changed or damaged.</source>
        <translation>Die Prüfsumme im Header passt nicht zum Signal in {0} ({1}): Die Datei könnte verändert oder beschädigt sein.</translation>
    </message>
    <message>
        <source>The checksum of the file does not fit: it may have been changed or damaged.</source>
        <translation>Die Prüfsumme der Datei passt nicht: Sie könnte verändert oder beschädigt sein.</translation>
    </message>
    <message>
        <source>The explanation does not add up to the answer; neither is shown.</source>
        <translation>Die Erklärung ergibt in der Summe nicht die Antwort; keine von beiden wird gezeigt.</translation>
    </message>
    <message>
        <source>The file {0} does not exist.</source>
        <translation>Die Datei {0} gibt es nicht.</translation>
    </message>
    <message>
        <source>The file {0}, which the header {1} names, does not exist.</source>
        <translation>Die Datei {0}, die der Header {1} nennt, gibt es nicht.</translation>
    </message>
    <message>
        <source>The file {0}, which {1} names, cannot be read.</source>
        <translation>Die Datei {0}, die {1} nennt, kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The files do not say whether the records are of one patient.</source>
        <translation>Die Dateien sagen nicht, ob die Aufzeichnungen von einer Person stammen.</translation>
    </message>
    <message>
        <source>The first value in the header does not fit the signal in {0} ({1}): the file may have been changed or damaged.</source>
        <translation>Der erste Wert im Header passt nicht zum Signal in {0} ({1}): Die Datei könnte verändert oder beschädigt sein.</translation>
    </message>
    <message>
        <source>The folder &apos;{0}&apos; holds more than a model (&apos;{1}&apos;); it stays as it is.</source>
        <translation>Der Ordner „{0}“ enthält mehr als ein Modell („{1}“); er bleibt, wie er ist.</translation>
    </message>
    <message>
        <source>The folder {0} cannot be read: {1}.</source>
        <translation>Der Ordner {0} kann nicht gelesen werden: {1}.</translation>
    </message>
    <message>
        <source>The gains of the limb leads cannot be right: II = I + III holds only if {0}</source>
        <translation>Die Verstärkungen der Extremitätenableitungen können nicht stimmen: II = I + III gilt nur, wenn {0}</translation>
    </message>
    <message>
        <source>The header describes {0} signals but claims {1}; the lines after that were ignored.</source>
        <translation>Der Header beschreibt {0} Signale, behauptet aber {1}; die Zeilen danach wurden ignoriert.</translation>
    </message>
    <message>
        <source>The header file {0} cannot be read: {1}.</source>
        <translation>Die Headerdatei {0} kann nicht gelesen werden: {1}.</translation>
    </message>
    <message>
        <source>The header file {0} does not exist.</source>
        <translation>Die Headerdatei {0} gibt es nicht.</translation>
    </message>
    <message>
        <source>The header gives no gain for {0}; 200 steps per mV were assumed.</source>
        <translation>Der Header gibt keine Verstärkung für {0} an; 200 Schritte pro mV wurden angenommen.</translation>
    </message>
    <message>
        <source>The header gives no sampling frequency; {0} Hz is the format&apos;s default.</source>
        <translation>Der Header gibt keine Abtastrate an; {0} Hz ist die Vorgabe des Formats.</translation>
    </message>
    <message>
        <source>The header of {0} cannot be read.</source>
        <translation>Der Header von {0} kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The header writes the record&apos;s name with a suffix ({0}).</source>
        <translation>Der Header schreibt den Namen der Aufzeichnung mit einer Endung ({0}).</translation>
    </message>
    <message>
        <source>The header {0} gives a sampling frequency of {1} Hz, at which no ECG is recorded.</source>
        <translation>Der Header {0} gibt eine Abtastrate von {1} Hz an, mit der kein EKG aufgezeichnet wird.</translation>
    </message>
    <message>
        <source>The header {0} gives two formats for one signal file ({1}).</source>
        <translation>Der Header {0} gibt für eine Signaldatei zwei Formate an ({1}).</translation>
    </message>
    <message>
        <source>The header {0} is empty.</source>
        <translation>Der Header {0} ist leer.</translation>
    </message>
    <message>
        <source>The header {0} names a file outside its own folder ({1}).</source>
        <translation>Der Header {0} nennt eine Datei außerhalb seines Ordners ({1}).</translation>
    </message>
    <message>
        <source>The header {0} names a file that is a link out of its folder ({1}).</source>
        <translation>Der Header {0} nennt eine Datei, die ein Verweis aus seinem Ordner hinaus ist ({1}).</translation>
    </message>
    <message>
        <source>The header {0} names {1}, which is not an ordinary file.</source>
        <translation>Der Header {0} nennt {1}; das ist keine gewöhnliche Datei.</translation>
    </message>
    <message>
        <source>The header {0} {1}.</source>
        <translation>Der Header {0} {1}.</translation>
    </message>
    <message>
        <source>The header&apos;s date or time cannot be read ({0}).</source>
        <translation>Datum oder Uhrzeit im Header sind nicht lesbar ({0}).</translation>
    </message>
    <message>
        <source>The limb leads contradict each other by {0} mV (II = I + III and Goldberger&apos;s laws)</source>
        <translation>Die Extremitätenableitungen widersprechen einander um {0} mV (II = I + III und die Goldberger-Beziehungen)</translation>
    </message>
    <message>
        <source>The model &apos;{0}&apos; cannot be written.</source>
        <translation>Das Modell „{0}“ kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The model &apos;{0}&apos; has no class &apos;{1}&apos;; it knows {2}.</source>
        <translation>Das Modell „{0}“ hat keine Klasse „{1}“; es kennt {2}.</translation>
    </message>
    <message>
        <source>The model &apos;{0}&apos; has no readable card.</source>
        <translation>Das Modell „{0}“ hat keine lesbare Karte.</translation>
    </message>
    <message>
        <source>The model &apos;{0}&apos; is a black box and cannot explain itself.</source>
        <translation>Das Modell „{0}“ ist eine Blackbox und kann sich nicht erklären.</translation>
    </message>
    <message>
        <source>The model &apos;{0}&apos; is a black box: choose a post-hoc method to explain it.</source>
        <translation>Das Modell „{0}“ ist eine Blackbox: Wählen Sie eine Post-hoc-Methode, um es zu erklären.</translation>
    </message>
    <message>
        <source>The model does not say {0}; the measured PR is {1} ms.</source>
        <translation>Das Modell sagt nicht „{0}“; das gemessene PQ-Intervall beträgt {1} ms.</translation>
    </message>
    <message>
        <source>The model in the folder &apos;{0}&apos; calls itself &apos;{1}&apos;; it is not used.</source>
        <translation>Das Modell im Ordner „{0}“ nennt sich „{1}“; es wird nicht verwendet.</translation>
    </message>
    <message>
        <source>The model reads every lead divided by its own standard deviation, so no voltages, with its baseline wander (no high-pass).</source>
        <translation>Das Modell liest jede Ableitung geteilt durch ihre eigene Standardabweichung, also keine Spannungen, mit den Schwankungen ihrer Grundlinie (kein Hochpass).</translation>
    </message>
    <message>
        <source>The model reads every lead divided by its own standard deviation, so no voltages, without baseline wander (high-pass {0} Hz, no phase shift); the traces are shown as recorded unless a display filter is named.</source>
        <translation>Das Modell liest jede Ableitung geteilt durch ihre eigene Standardabweichung, also keine Spannungen, ohne Schwankungen der Grundlinie (Hochpass {0} Hz, ohne Phasenverschiebung); die Kurven sind wie aufgezeichnet, wenn kein Anzeigefilter genannt ist.</translation>
    </message>
    <message>
        <source>The model reads the ECG</source>
        <translation>Das Modell liest das EKG</translation>
    </message>
    <message>
        <source>The model reads the ECG as recorded, with its baseline wander (no high-pass).</source>
        <translation>Das Modell liest das EKG wie aufgezeichnet, mit den Schwankungen seiner Grundlinie (kein Hochpass).</translation>
    </message>
    <message>
        <source>The model reads the ECG without baseline wander (high-pass {0} Hz, no phase shift); the traces are shown as recorded unless a display filter is named.</source>
        <translation>Das Modell liest das EKG ohne Schwankungen der Grundlinie (Hochpass {0} Hz, keine Phasenverschiebung); die Kurven sind wie aufgezeichnet gezeigt, solange kein Anzeigefilter genannt ist.</translation>
    </message>
    <message>
        <source>The model says {0}; the measured PR is {1} ms.</source>
        <translation>Das Modell sagt „{0}“; das gemessene PQ-Intervall beträgt {1} ms.</translation>
    </message>
    <message>
        <source>The network of the model &apos;{0}&apos; gives no answer that adds up; it is not used.</source>
        <translation>Das Netz des Modells „{0}“ gibt keine Antwort, die aufgeht; es wird nicht verwendet.</translation>
    </message>
    <message>
        <source>The program cannot start another process for the batch.</source>
        <translation>Das Programm kann keinen weiteren Prozess für den Stapel starten.</translation>
    </message>
    <message>
        <source>The record has no signal in any of the twelve standard leads.</source>
        <translation>Die Aufzeichnung hat in keiner der zwölf Standardableitungen ein Signal.</translation>
    </message>
    <message>
        <source>The record holds none of the 12 leads: {0} are not measured.</source>
        <translation>Die Aufzeichnung enthält keine der 12 Ableitungen: {0} werden nicht gemessen.</translation>
    </message>
    <message>
        <source>The record holds none of the 12 leads: {0} is not measured.</source>
        <translation>Die Aufzeichnung enthält keine der 12 Ableitungen: {0} wird nicht gemessen.</translation>
    </message>
    <message>
        <source>The record holds {0} of the 12 leads ({1}): {2} are not measured.</source>
        <translation>Die Aufzeichnung enthält {0} der 12 Ableitungen ({1}): {2} werden nicht gemessen.</translation>
    </message>
    <message>
        <source>The record holds {0} of the 12 leads ({1}): {2} is not measured.</source>
        <translation>Die Aufzeichnung enthält {0} der 12 Ableitungen ({1}): {2} wird nicht gemessen.</translation>
    </message>
    <message>
        <source>The record is {0} s long; the model needs at least {1} s of ECG.</source>
        <translation>Die Aufzeichnung ist {0} s lang; das Modell braucht mindestens {1} s EKG.</translation>
    </message>
    <message>
        <source>The record lacks {0}: {1} are not measured.</source>
        <translation>In der Aufzeichnung fehlt {0}: {1} werden nicht gemessen.</translation>
    </message>
    <message>
        <source>The record lacks {0}: {1} is not measured.</source>
        <translation>In der Aufzeichnung fehlt {0}: {1} wird nicht gemessen.</translation>
    </message>
    <message>
        <source>The record {0} claims {1} hours of {2} channels, more than can be opened.</source>
        <translation>Die Aufzeichnung {0} behauptet {1} Stunden von {2} Kanälen; mehr als geöffnet werden kann.</translation>
    </message>
    <message>
        <source>The record {0} holds no ECG: none of its channels ({1}) is a lead in volts.</source>
        <translation>Die Aufzeichnung {0} enthält kein EKG: Keiner ihrer Kanäle ({1}) ist eine Ableitung in Volt.</translation>
    </message>
    <message>
        <source>The record {0} holds no sample.</source>
        <translation>Die Aufzeichnung {0} enthält keinen Abtastwert.</translation>
    </message>
    <message>
        <source>The record {0} holds no signal: it is one long gap.</source>
        <translation>Die Aufzeichnung {0} enthält kein Signal: Sie ist eine einzige Lücke.</translation>
    </message>
    <message>
        <source>The record {0}; the model answers with at most {1} of the eight independent ones missing.</source>
        <translation>Die Aufzeichnung {0}; das Modell antwortet, wenn höchstens {1} der acht unabhängigen fehlen.</translation>
    </message>
    <message>
        <source>The results are no longer in {0}: they were moved or deleted.</source>
        <translation>Die Ergebnisse liegen nicht mehr in {0}: Sie wurden verschoben oder gelöscht.</translation>
    </message>
    <message>
        <source>The sample rate of {0} Hz is unusual for an ECG ({1} to {2} Hz); check it.</source>
        <translation>Die Abtastrate von {0} Hz ist für ein EKG ungewöhnlich ({1} bis {2} Hz); prüfen Sie sie.</translation>
    </message>
    <message>
        <source>The sampling frequency and the units given are not used: the file states its own.</source>
        <translation>Die angegebene Abtastrate und die angegebenen Einheiten werden nicht verwendet: Die Datei nennt ihre eigenen.</translation>
    </message>
    <message>
        <source>The sampling frequency given is not used: the file states its own.</source>
        <translation>Die angegebene Abtastrate wird nicht verwendet: Die Datei nennt ihre eigene.</translation>
    </message>
    <message>
        <source>The saved annotations of this record could not be read.</source>
        <translation>Die gespeicherten Anmerkungen dieser Aufzeichnung konnten nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The saved annotations of this record could not be read; they were set aside as {0}.</source>
        <translation>Die gespeicherten Anmerkungen dieser Aufzeichnung konnten nicht gelesen werden; sie wurden als {0} beiseitegelegt.</translation>
    </message>
    <message>
        <source>The segment {0} has {1} samples a second, the record {2} has {3}.</source>
        <translation>Das Segment {0} hat {1} Abtastwerte pro Sekunde, die Aufzeichnung {2} hat {3}.</translation>
    </message>
    <message>
        <source>The segment {0} of {1} is itself made of segments, which WFDB forbids.</source>
        <translation>Das Segment {0} von {1} besteht selbst aus Segmenten, was WFDB verbietet.</translation>
    </message>
    <message>
        <source>The settings could not be read; the program starts with its defaults.</source>
        <translation>Die Einstellungen konnten nicht gelesen werden; das Programm beginnt mit seinen Vorgaben.</translation>
    </message>
    <message>
        <source>The settings could not be saved.</source>
        <translation>Die Einstellungen konnten nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>The signal file {0} ends after {1} s; the header claims {2} s. The rest is missing.</source>
        <translation>Die Signaldatei {0} endet nach {1} s; der Header behauptet {2} s. Der Rest fehlt.</translation>
    </message>
    <message>
        <source>The signal file {0} goes on after the {1} s that the header gives; the rest was ignored.</source>
        <translation>Die Signaldatei {0} geht nach den {1} s weiter, die der Header angibt; der Rest wurde ignoriert.</translation>
    </message>
    <message>
        <source>The signal file {0} is damaged: it cannot be decoded.</source>
        <translation>Die Signaldatei {0} ist beschädigt: Sie kann nicht dekodiert werden.</translation>
    </message>
    <message>
        <source>The signal file {0} is damaged: it is no FLAC file.</source>
        <translation>Die Signaldatei {0} ist beschädigt: Sie ist keine FLAC-Datei.</translation>
    </message>
    <message>
        <source>The signal file {0} is empty or holds less than one sample a signal.</source>
        <translation>Die Signaldatei {0} ist leer oder enthält weniger als einen Abtastwert pro Signal.</translation>
    </message>
    <message>
        <source>The signal file {0} is not the FLAC file of {1} signals it should be.</source>
        <translation>Die Signaldatei {0} ist nicht die FLAC-Datei mit {1} Signalen, die sie sein sollte.</translation>
    </message>
    <message>
        <source>The start of the window must be a number of seconds.</source>
        <translation>Der Beginn des Fensters muss eine Zahl von Sekunden sein.</translation>
    </message>
    <message>
        <source>There is already a folder &apos;{0}&apos;, which is no model; choose another name with --name.</source>
        <translation>Es gibt schon einen Ordner „{0}“, der kein Modell ist; mit --name einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>Too little signal in {0} {1}: {2} amplitudes are computed from {3}.</source>
        <translation>Zu wenig Signal in {0} {1}: {2} Amplituden werden aus {3} berechnet.</translation>
    </message>
    <message>
        <source>derived noise</source>
        <translation>verrauscht berechnet</translation>
    </message>
    <message>
        <source>has no channel with the name of one of the twelve standard leads</source>
        <translation>hat keinen Kanal mit dem Namen einer der zwölf Standardableitungen</translation>
    </message>
    <message>
        <source>has none of the twelve standard leads</source>
        <translation>hat keine der zwölf Standardableitungen</translation>
    </message>
    <message>
        <source>permission denied</source>
        <translation>keine Berechtigung</translation>
    </message>
    <message>
        <source>{0} does not fit the others</source>
        <translation>{0} passt nicht zu den anderen</translation>
    </message>
    <message>
        <source>{0} are computed from leads with a baseline that wanders.</source>
        <translation>{0} sind aus Ableitungen mit schwankender Grundlinie berechnet.</translation>
    </message>
    <message>
        <source>{0} are computed from noisy leads.</source>
        <translation>{0} sind aus verrauschten Ableitungen berechnet.</translation>
    </message>
    <message>
        <source>{0} is computed from leads with a baseline that wanders.</source>
        <translation>{0} ist aus Ableitungen mit schwankender Grundlinie berechnet.</translation>
    </message>
    <message>
        <source>{0} is computed from noisy leads.</source>
        <translation>{0} ist aus verrauschten Ableitungen berechnet.</translation>
    </message>
    <message>
        <source>{0} is without signal for up to {1} % of the time.</source>
        <translation>{0} ist bis zu {1} % der Zeit ohne Signal.</translation>
    </message>
    <message>
        <source>{0}; without effect at {1}: {2}</source>
        <translation>{0}; ohne Wirkung bei {1}: {2}</translation>
    </message>
    <message>
        <source>The records name different patients.</source>
        <translation>Die Aufzeichnungen nennen verschiedene Personen.</translation>
    </message>
    <message>
        <source>The units given are not used: the file states its own.</source>
        <translation>Die angegebenen Einheiten werden nicht verwendet: Die Datei nennt ihre eigenen.</translation>
    </message>
    <message>
        <source>The weights of the model &apos;{0}&apos; are missing.</source>
        <translation>Die Gewichte des Modells „{0}“ fehlen.</translation>
    </message>
    <message>
        <source>The weights of the model &apos;{0}&apos; are not those of its card (checksum differs); it is not used.</source>
        <translation>Die Gewichte des Modells „{0}“ sind nicht die seiner Karte (andere Prüfsumme); es wird nicht verwendet.</translation>
    </message>
    <message>
        <source>The weights of the model &apos;{0}&apos; do not fit its card.</source>
        <translation>Die Gewichte des Modells „{0}“ passen nicht zu seiner Karte.</translation>
    </message>
    <message>
        <source>The work was cancelled.</source>
        <translation>Die Arbeit wurde abgebrochen.</translation>
    </message>
    <message>
        <source>The {0} failed; the answer was computed on the CPU.</source>
        <translation>{0} fiel aus; die Antwort wurde auf der CPU berechnet.</translation>
    </message>
    <message>
        <source>The {0} {1} cannot be moved past its neighbours.</source>
        <translation>{0}-{1} kann nicht über die Nachbarmarken hinaus verschoben werden.</translation>
    </message>
    <message>
        <source>There are {0} more remarks of this kind.</source>
        <translation>Es gibt {0} weitere Hinweise dieser Art.</translation>
    </message>
    <message>
        <source>There is already a model &apos;{0}&apos;; choose another with --name.</source>
        <translation>Es gibt schon ein Modell „{0}“; mit --name einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>There is no device &apos;{0}&apos;; choose one of {1}.</source>
        <translation>Es gibt kein Gerät „{0}“; wählen Sie eines von {1}.</translation>
    </message>
    <message>
        <source>There is no method &apos;{0}&apos;; known: {1}.</source>
        <translation>Es gibt keine Methode „{0}“; bekannt: {1}.</translation>
    </message>
    <message>
        <source>There is no model &apos;{0}&apos;; installed: {1}.</source>
        <translation>Es gibt kein Modell „{0}“; installiert: {1}.</translation>
    </message>
    <message>
        <source>There is no task &apos;{0}&apos;: say which of {1} the checkpoint was trained for.</source>
        <translation>Es gibt keine Aufgabe „{0}“: angeben, für welche von {1} der Checkpoint trainiert wurde.</translation>
    </message>
    <message>
        <source>This computer has no {0} device; use --device auto or cpu.</source>
        <translation>Dieser Computer hat kein {0}-Gerät; nehmen Sie --device auto oder cpu.</translation>
    </message>
    <message>
        <source>This computer&apos;s processor is too old for the network (it lacks AVX2, which Intel and AMD build in since about 2015): ECGs can be viewed and measured, but not answered for.</source>
        <translation>Der Prozessor dieses Computers ist zu alt für das Netz (ihm fehlt AVX2, das Intel und AMD seit etwa 2015 einbauen): EKGs können angesehen und vermessen, aber nicht beantwortet werden.</translation>
    </message>
    <message>
        <source>Unconfirmed: not reviewed by a physician</source>
        <translation>Unbestätigt: nicht ärztlich befundet</translation>
    </message>
    <message>
        <source>Usual: 95 of 100 changes between two normal ECGs of one person on different days are within the limit (measured with this program on PTB-XL). QT moves with the heart rate.</source>
        <translation>Üblich: 95 von 100 Änderungen zwischen zwei normalen EKGs einer Person an verschiedenen Tagen liegen innerhalb der Grenze (mit diesem Programm an PTB-XL gemessen). QT ändert sich mit der Herzfrequenz.</translation>
    </message>
    <message>
        <source>Ventricular pacing</source>
        <translation>Ventrikuläre Stimulation</translation>
    </message>
    <message>
        <source>What stands behind the # of {0} is neither a number, nor fs=, nor units=.</source>
        <translation>Was hinter dem # von {0} steht, ist weder eine Zahl noch fs= noch units=.</translation>
    </message>
    <message>
        <source>Wolff-Parkinson-White</source>
        <translation>Wolff-Parkinson-White</translation>
    </message>
    <message>
        <source>a folder of that name stands there</source>
        <translation>ein Ordner dieses Namens steht dort</translation>
    </message>
    <message>
        <source>a newer</source>
        <translation>einer neueren</translation>
    </message>
    <message>
        <source>an older</source>
        <translation>einer älteren</translation>
    </message>
    <message>
        <source>asking the network again</source>
        <translation>das Netz wird noch einmal gefragt</translation>
    </message>
    <message>
        <source>baseline</source>
        <translation>Grundlinie</translation>
    </message>
    <message>
        <source>checkpoint &apos;{0}&apos; (SHA-256 {1}), {2} head; task as said on import</source>
        <translation>Checkpoint „{0}“ (SHA-256 {1}), Kopf: {2}; Aufgabe wie beim Import angegeben</translation>
    </message>
    <message>
        <source>gap</source>
        <translation>Lücke</translation>
    </message>
    <message>
        <source>heavy noise</source>
        <translation>starkes Rauschen</translation>
    </message>
    <message>
        <source>its</source>
        <translation>deren</translation>
    </message>
    <message>
        <source>its sampling frequency</source>
        <translation>die Abtastrate</translation>
    </message>
    <message>
        <source>its units</source>
        <translation>die Einheiten</translation>
    </message>
    <message>
        <source>large</source>
        <translation>groß</translation>
    </message>
    <message>
        <source>largest difference {0}</source>
        <translation>größter Unterschied {0}</translation>
    </message>
    <message>
        <source>lead</source>
        <translation>Ableitung</translation>
    </message>
    <message>
        <source>lead × 50 ms</source>
        <translation>Ableitung × 50 ms</translation>
    </message>
    <message>
        <source>leads</source>
        <translation>Ableitungen</translation>
    </message>
    <message>
        <source>left</source>
        <translation>links</translation>
    </message>
    <message>
        <source>logit A</source>
        <translation>Logit A</translation>
    </message>
    <message>
        <source>logit B</source>
        <translation>Logit B</translation>
    </message>
    <message>
        <source>measurements from {0} s</source>
        <translation>Messwerte ab {0} s</translation>
    </message>
    <message>
        <source>model {0} {1} (high-pass {2} Hz), SHA-256 {3}</source>
        <translation>Modell {0} {1} (Hochpass {2} Hz), SHA-256 {3}</translation>
    </message>
    <message>
        <source>no beats</source>
        <translation>keine Schläge</translation>
    </message>
    <message>
        <source>none: the probability is the network&apos;s own</source>
        <translation>keine: Die Wahrscheinlichkeit ist die des Netzes selbst</translation>
    </message>
    <message>
        <source>residual {0}</source>
        <translation>Rest {0}</translation>
    </message>
    <message>
        <source>right</source>
        <translation>rechts</translation>
    </message>
    <message>
        <source>shape {0}, recomputed {1}</source>
        <translation>Form {0}, neu berechnet {1}</translation>
    </message>
    <message>
        <source>signal and its checksum</source>
        <translation>Signal und seine Prüfsumme</translation>
    </message>
    <message>
        <source>single linear</source>
        <translation>single linear</translation>
    </message>
    <message>
        <source>small</source>
        <translation>klein</translation>
    </message>
    <message>
        <source>the file was changed after it was opened</source>
        <translation>die Datei wurde geändert, nachdem sie geöffnet wurde</translation>
    </message>
    <message>
        <source>the model has other classes</source>
        <translation>das Modell hat andere Klassen</translation>
    </message>
    <message>
        <source>they are in another order than the file says</source>
        <translation>sie stehen in einer anderen Reihenfolge, als die Datei angibt</translation>
    </message>
    <message>
        <source>{0} % of the evidence against {1} lies in the {2} of {3}.</source>
        <translation>{0} % der Evidenz gegen „{1}“: {2} von {3}.</translation>
    </message>
    <message>
        <source>{0} {1} (high-pass {2} Hz, SHA-256 {3})</source>
        <translation>{0} {1} (Hochpass {2} Hz, SHA-256 {3})</translation>
    </message>
    <message>
        <source>{0}; voltages are not to be trusted.</source>
        <translation>{0}; Spannungen ist nicht zu trauen.</translation>
    </message>
    <message>
        <source>window {0}-{1} s</source>
        <translation>Fenster {0}-{1} s</translation>
    </message>
    <message>
        <source>There is no file or folder {0}.</source>
        <translation>Es gibt keine Datei und keinen Ordner {0}.</translation>
    </message>
    <message>
        <source>high-pass {0}</source>
        <translation>Hochpass {0}</translation>
    </message>
    <message>
        <source>low-pass {0}</source>
        <translation>Tiefpass {0}</translation>
    </message>
    <message>
        <source>notch {0}</source>
        <translation>Netzfilter {0}</translation>
    </message>
    <message>
        <source>without a name</source>
        <translation>ohne Namen</translation>
    </message>
    <message>
        <source>{0} (post hoc)</source>
        <translation>{0} (post hoc)</translation>
    </message>
    <message>
        <source>{0} cannot be written as WFDB.</source>
        <translation>{0} kann nicht als WFDB geschrieben werden.</translation>
    </message>
    <message>
        <source>{0} claims {1} channels of {2} samples.</source>
        <translation>{0} behauptet {1} Kanäle mit {2} Abtastwerten.</translation>
    </message>
    <message>
        <source>{0} describes {1} of {2} channels.</source>
        <translation>{0} beschreibt {1} von {2} Kanälen.</translation>
    </message>
    <message>
        <source>{0} does not give its sampling frequency.</source>
        <translation>{0} gibt die Abtastrate nicht an.</translation>
    </message>
    <message>
        <source>{0} does not say {1}; on the command line give {2}.</source>
        <translation>{0} nennt nicht {1}; geben Sie auf der Befehlszeile {2} an.</translation>
    </message>
    <message>
        <source>{0} gives an impossible sampling frequency or number of channels.</source>
        <translation>{0} gibt eine unmögliche Abtastrate oder Zahl von Kanälen an.</translation>
    </message>
    <message>
        <source>{0} has a document type or entities, which are not read.</source>
        <translation>{0} hat einen Dokumenttyp oder Entitäten; diese werden nicht gelesen.</translation>
    </message>
    <message>
        <source>{0} has amplitudes of {1} mV, which cannot be written.</source>
        <translation>{0} hat Amplituden von {1} mV, die nicht geschrieben werden können.</translation>
    </message>
    <message>
        <source>{0} has no ECG lead to be written.</source>
        <translation>{0} hat keine EKG-Ableitung, die geschrieben werden könnte.</translation>
    </message>
    <message>
        <source>{0} has {1} columns, which no ECG has.</source>
        <translation>{0} hat {1} Spalten, die kein EKG hat.</translation>
    </message>
    <message>
        <source>{0} holds channels whose sampling frequencies do not fit together.</source>
        <translation>{0} enthält Kanäle, deren Abtastraten nicht zusammenpassen.</translation>
    </message>
    <message>
        <source>{0} holds no answer of a model.</source>
        <translation>{0} enthält keine Antwort eines Modells.</translation>
    </message>
    <message>
        <source>{0} holds no numbers.</source>
        <translation>{0} enthält keine Zahlen.</translation>
    </message>
    <message>
        <source>{0} holds no rhythm data.</source>
        <translation>{0} enthält keine Rhythmusdaten.</translation>
    </message>
    <message>
        <source>{0} holds no signal that can be read.</source>
        <translation>{0} enthält kein lesbares Signal.</translation>
    </message>
    <message>
        <source>{0} holds no signal.</source>
        <translation>{0} enthält kein Signal.</translation>
    </message>
    <message>
        <source>{0} holds {1} ECGs, counted from 0; there is no number {2}.</source>
        <translation>{0} enthält {1} EKGs, gezählt ab 0; eine Nummer {2} gibt es nicht.</translation>
    </message>
    <message>
        <source>{0} is XML, but no HL7 annotated ECG.</source>
        <translation>{0} ist XML, aber kein HL7-aECG.</translation>
    </message>
    <message>
        <source>{0} is a DICOM file without a waveform: it holds no ECG.</source>
        <translation>{0} ist eine DICOM-Datei ohne Kurven: Sie enthält kein EKG.</translation>
    </message>
    <message>
        <source>{0} is a deflated DICOM file, which is not read.</source>
        <translation>{0} ist eine komprimierte DICOM-Datei (deflated); sie wird nicht gelesen.</translation>
    </message>
    <message>
        <source>{0} is damaged or no DICOM ECG: it cannot be read.</source>
        <translation>{0} ist beschädigt oder kein DICOM-EKG: Die Datei kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>{0} is damaged or no EDF or BDF file: it cannot be read.</source>
        <translation>{0} ist beschädigt oder keine EDF- oder BDF-Datei: Sie kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>{0} is damaged or no HDF5 file: it cannot be read.</source>
        <translation>{0} ist beschädigt oder keine HDF5-Datei: Sie kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>{0} is damaged or no SCP-ECG file: it cannot be read.</source>
        <translation>{0} ist beschädigt oder keine SCP-ECG-Datei: Sie kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>{0} is damaged, or not what its name says: it cannot be read.</source>
        <translation>{0} ist beschädigt oder nicht, was der Name sagt: Die Datei kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>{0} is damaged: it claims more samples than it holds.</source>
        <translation>{0} ist beschädigt: Die Datei behauptet mehr Abtastwerte, als sie enthält.</translation>
    </message>
    <message>
        <source>{0} is damaged: it is no XML.</source>
        <translation>{0} ist beschädigt: Es ist kein XML.</translation>
    </message>
    <message>
        <source>{0} is damaged: its header claims more samples than the file holds.</source>
        <translation>{0} ist beschädigt: Der Header behauptet mehr Abtastwerte, als die Datei enthält.</translation>
    </message>
    <message>
        <source>{0} is damaged: its numbers cannot be read.</source>
        <translation>{0} ist beschädigt: Die Zahlen sind nicht lesbar.</translation>
    </message>
    <message>
        <source>{0} is named for two outputs; choose different names.</source>
        <translation>{0} ist für zwei Ausgaben angegeben; verschiedene Namen wählen.</translation>
    </message>
    <message>
        <source>{0} is neither a WFDB header (.hea) nor a DICOM file (.dcm); choose one of them.</source>
        <translation>{0} ist weder ein WFDB-Header (.hea) noch eine DICOM-Datei (.dcm); wählen Sie eines davon.</translation>
    </message>
    <message>
        <source>{0} is no sampling frequency in Hz.</source>
        <translation>{0} ist keine Abtastrate in Hz.</translation>
    </message>
    <message>
        <source>{0} is no table of numbers (line {1}).</source>
        <translation>{0} ist keine Tabelle von Zahlen (Zeile {1}).</translation>
    </message>
    <message>
        <source>{0} is no unit of voltage; say mV, uV or V.</source>
        <translation>{0} ist keine Spannungseinheit; sagen Sie mV, uV oder V.</translation>
    </message>
    <message>
        <source>{0} is not laid out like a known set of 12-lead ECGs.</source>
        <translation>{0} ist nicht aufgebaut wie eine bekannte Sammlung von 12-Kanal-EKGs.</translation>
    </message>
    <message>
        <source>{0} is packed with Huffman tables of its own, which are not read.</source>
        <translation>{0} ist mit eigenen Huffman-Tabellen gepackt; diese werden nicht gelesen.</translation>
    </message>
    <message>
        <source>{0} is stored as differences to a reference beat, which is not read.</source>
        <translation>{0} ist als Differenzen zu einem Referenzschlag gespeichert; das wird nicht gelesen.</translation>
    </message>
    <message>
        <source>{0} is stored with bimodal compression, which is not read.</source>
        <translation>{0} ist bimodal komprimiert gespeichert; das wird nicht gelesen.</translation>
    </message>
    <message>
        <source>{0} is too large for a DICOM ECG ({1} MB).</source>
        <translation>{0} ist zu groß für ein DICOM-EKG ({1} MB).</translation>
    </message>
    <message>
        <source>{0} is too large for an ECG as text ({1} MB).</source>
        <translation>{0} ist zu groß für ein EKG als Text ({1} MB).</translation>
    </message>
    <message>
        <source>{0} is too large for an SCP-ECG file ({1} MB).</source>
        <translation>{0} ist zu groß für eine SCP-ECG-Datei ({1} MB).</translation>
    </message>
    <message>
        <source>{0} is too large for an annotated ECG ({1} MB).</source>
        <translation>{0} ist zu groß für ein aECG ({1} MB).</translation>
    </message>
    <message>
        <source>{0} is too large to be opened ({1} GB).</source>
        <translation>{0} ist zu groß, um geöffnet zu werden ({1} GB).</translation>
    </message>
    <message>
        <source>{0} lacks {1}: compared on one shared lead.</source>
        <translation>{0} enthält {1} nicht: verglichen auf einer gemeinsamen Ableitung.</translation>
    </message>
    <message>
        <source>{0} lacks {1}: compared on {2} shared leads.</source>
        <translation>{0} enthält {1} nicht: verglichen auf {2} gemeinsamen Ableitungen.</translation>
    </message>
    <message>
        <source>{0} lead</source>
        <translation>{0} Ableitung</translation>
    </message>
    <message>
        <source>{0} leads</source>
        <translation>{0} Ableitungen</translation>
    </message>
    <message>
        <source>{0} of {1} has no unit: its colours are scaled to its own largest values, and it is not subtracted.</source>
        <translation>{0} von {1} hat keine Einheit: Die Farben folgen den eigenen größten Werten, und es wird nicht subtrahiert.</translation>
    </message>
    <message>
        <source>{0} of {1} says when, not in which lead: every lead has the same colours.</source>
        <translation>{0} von {1} sagt wann, nicht in welcher Ableitung: Alle Ableitungen haben dieselben Farben.</translation>
    </message>
    <message>
        <source>{0} stores its samples in a way that is not read.</source>
        <translation>{0} speichert die Abtastwerte auf eine Art, die nicht gelesen wird.</translation>
    </message>
    <message>
        <source>{0} was written by {1} version of the program.</source>
        <translation>{0} wurde von {1} Version des Programms geschrieben.</translation>
    </message>
    <message>
        <source>{0} {1} (logit {2}), {3} of {4}, {5} ms</source>
        <translation>{0} {1} (Logit {2}), {3} von {4}, {5} ms</translation>
    </message>
    <message>
        <source>{0} {1} are missing.</source>
        <translation>{0} {1} fehlen.</translation>
    </message>
    <message>
        <source>{0} {1} is missing.</source>
        <translation>{0} {1} fehlt.</translation>
    </message>
    <message>
        <source>{0}; a prediction needs an ECG.</source>
        <translation>{0}; eine Vorhersage braucht ein EKG.</translation>
    </message>
    <message>
        <source>{0}; a prediction needs one.</source>
        <translation>{0}; eine Vorhersage braucht eines.</translation>
    </message>
    <message>
        <source>{0}; a prediction needs the leads in their places.</source>
        <translation>{0}; eine Vorhersage braucht die Ableitungen an ihrem Platz.</translation>
    </message>
    <message>
        <source>{0}; shown through {1}</source>
        <translation>{0}; gezeigt durch {1}</translation>
    </message>
    <message>
        <source>all leads</source>
        <translation>alle Ableitungen</translation>
    </message>
    <message>
        <source> (marks moved by hand)</source>
        <translation> (Marken von Hand verschoben)</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; does not say which rate it reads (a signal_len of 1000 or 5000 is expected).</source>
        <translation>„{0}“ sagt nicht, welche Abtastrate gelesen wird (signal_len 1000 oder 5000 wird erwartet).</translation>
    </message>
    <message>
        <source>&apos;{0}&apos; is no folder for a model.</source>
        <translation>„{0}“ ist kein Ordner für ein Modell.</translation>
    </message>
    <message>
        <source>; the file&apos;s is {0}</source>
        <translation>; das der Datei ist {0}</translation>
    </message>
    <message>
        <source>A series holds two to {0} ECGs, not {1}.</source>
        <translation>Eine Reihe umfasst zwei bis {0} EKGs, nicht {1}.</translation>
    </message>
    <message>
        <source>Anonymous ECG</source>
        <translation>Anonymes EKG</translation>
    </message>
    <message>
        <source>Another run is at work in {0}.</source>
        <translation>Ein anderer Lauf arbeitet in {0}.</translation>
    </message>
    <message>
        <source>Gaps of {0} are filled from I and II.</source>
        <translation>Lücken von {0} sind aus I und II gefüllt.</translation>
    </message>
    <message>
        <source>Lead {0} has no signal.</source>
        <translation>Ableitung {0} hat kein Signal.</translation>
    </message>
    <message>
        <source>Leads {0} have no signal.</source>
        <translation>Die Ableitungen {0} haben kein Signal.</translation>
    </message>
    <message>
        <source>Low confidence: </source>
        <translation>Geringe Sicherheit: </translation>
    </message>
    <message>
        <source>No Dask scheduler answers at {0}.</source>
        <translation>Kein Dask-Scheduler antwortet unter {0}.</translation>
    </message>
    <message>
        <source>Not shown are other groups of channels in the file: {0}.</source>
        <translation>Nicht gezeigt werden andere Gruppen von Kanälen in der Datei: {0}.</translation>
    </message>
    <message>
        <source>Pacemaker spikes were found: of paced beats the model cannot tell infarction, conduction or hypertrophy.</source>
        <translation>Schrittmacherspikes gefunden: An stimulierten Schlägen kann das Modell weder Infarkt noch Erregungsleitung noch Hypertrophie beurteilen.</translation>
    </message>
    <message>
        <source>Parquet needs the extra &apos;cluster&apos; (pip install ecg-imn-desktop[cluster]).</source>
        <translation>Parquet braucht das Extra „cluster“ (pip install ecg-imn-desktop[cluster]).</translation>
    </message>
    <message>
        <source>QRS {0} ms</source>
        <translation>QRS {0} ms</translation>
    </message>
    <message>
        <source>QTc {0} ms</source>
        <translation>QTc {0} ms</translation>
    </message>
    <message>
        <source>Some characters are shown as boxes: no font of this computer has them.</source>
        <translation>Einige Schriftzeichen erscheinen als Kästchen: Keine Schriftart dieses Computers enthält sie.</translation>
    </message>
    <message>
        <source>The ECG is very small (about {0} mV from peak to peak): low voltage, or a wrong gain or unit.</source>
        <translation>Das EKG ist sehr klein (etwa {0} mV von Spitze zu Spitze): Niedervoltage, oder falsche Verstärkung oder Einheit.</translation>
    </message>
    <message>
        <source>The ECG may be upside down in all leads</source>
        <translation>Das EKG steht vielleicht in allen Ableitungen auf dem Kopf</translation>
    </message>
    <message>
        <source>The ECG may run backwards: what follows the QRS looks like what should precede it</source>
        <translation>Das EKG läuft vielleicht rückwärts: Was dem QRS folgt, sieht aus wie das, was ihm vorausgehen sollte</translation>
    </message>
    <message>
        <source>The baseline of most leads wanders, which can change the answer.</source>
        <translation>Die Grundlinie der meisten Ableitungen schwankt; das kann die Antwort verändern.</translation>
    </message>
    <message>
        <source>The beats look paced: of paced beats the model cannot tell infarction, conduction or hypertrophy.</source>
        <translation>Die Schläge sehen schrittmacherstimuliert aus: An stimulierten Schlägen kann das Modell weder Infarkt noch Erregungsleitung noch Hypertrophie beurteilen.</translation>
    </message>
    <message>
        <source>The channel {0} is left out: its sampling frequency does not fit that of the ECG.</source>
        <translation>Der Kanal {0} ist weggelassen: Seine Abtastrate passt nicht zu der des EKGs.</translation>
    </message>
    <message>
        <source>The checkpoint &apos;{0}&apos; cannot be read: {1}.</source>
        <translation>Der Checkpoint „{0}“ kann nicht gelesen werden: {1}.</translation>
    </message>
    <message>
        <source>The checkpoint &apos;{0}&apos; is empty.</source>
        <translation>Der Checkpoint „{0}“ ist leer.</translation>
    </message>
    <message>
        <source>The chest leads may be in the reverse order (V6 to V1)</source>
        <translation>Die Brustwandableitungen stehen vielleicht in umgekehrter Reihenfolge (V6 bis V1)</translation>
    </message>
    <message>
        <source>The chest leads may be upside down</source>
        <translation>Die Brustwandableitungen stehen vielleicht auf dem Kopf</translation>
    </message>
    <message>
        <source>The electrodes V{0} and V{1} may be interchanged</source>
        <translation>Die Elektroden V{0} und V{1} könnten vertauscht sein</translation>
    </message>
    <message>
        <source>The file does not give its units; {0} was taken, as the data set&apos;s documentation says.</source>
        <translation>Die Datei nennt keine Einheiten; {0} wurde angenommen, wie es die Dokumentation des Datensatzes sagt.</translation>
    </message>
    <message>
        <source>The file holds {0} series of leads; the first is shown.</source>
        <translation>Die Datei enthält {0} Serien von Ableitungen; die erste wird gezeigt.</translation>
    </message>
    <message>
        <source>The file names no leads; its twelve columns were taken for I, II, III, aVR, aVL, aVF, V1 to V6.</source>
        <translation>Die Datei nennt keine Ableitungen; ihre zwölf Spalten wurden für I, II, III, aVR, aVL, aVF, V1 bis V6 genommen.</translation>
    </message>
    <message>
        <source>The file says that its channels are shifted against each other; they are shown unshifted.</source>
        <translation>Die Datei sagt, dass ihre Kanäle gegeneinander verschoben sind; sie werden unverschoben gezeigt.</translation>
    </message>
    <message>
        <source>The folder {0} cannot be used: {1}.</source>
        <translation>Der Ordner {0} kann nicht verwendet werden: {1}.</translation>
    </message>
    <message>
        <source>The folder {0} is gone or empty; what is done is kept and can be gone on with.</source>
        <translation>Der Ordner {0} ist nicht mehr da oder leer; was fertig ist, bleibt und kann fortgesetzt werden.</translation>
    </message>
    <message>
        <source>The header does not say how long the record is; the size of the signal file was used.</source>
        <translation>Der Header sagt nicht, wie lang die Aufzeichnung ist; die Größe der Signaldatei wurde verwendet.</translation>
    </message>
    <message>
        <source>The leads are of different lengths; they were cut to the shortest.</source>
        <translation>Die Ableitungen sind verschieden lang; sie wurden auf die kürzeste gekürzt.</translation>
    </message>
    <message>
        <source>The left arm and left leg electrodes may be interchanged (leads I and II, aVL and aVF)</source>
        <translation>Die Elektroden von linkem Arm und linkem Bein könnten vertauscht sein (Ableitungen I und II, aVL und aVF)</translation>
    </message>
    <message>
        <source>The model answers without {0}: less certain than with twelve leads.</source>
        <translation>Das Modell antwortet ohne {0}: weniger sicher als mit zwölf Ableitungen.</translation>
    </message>
    <message>
        <source>The program broke down over this ECG.</source>
        <translation>Das Programm ist an diesem EKG gescheitert.</translation>
    </message>
    <message>
        <source>The program failed on this ECG ({0}).</source>
        <translation>Das Programm versagte bei diesem EKG ({0}).</translation>
    </message>
    <message>
        <source>The record holds no signal: all of it is a gap.</source>
        <translation>Die Aufzeichnung enthält kein Signal: Alles ist eine Lücke.</translation>
    </message>
    <message>
        <source>The results could not be written: {0}.</source>
        <translation>Die Ergebnisse konnten nicht geschrieben werden: {0}.</translation>
    </message>
    <message>
        <source>The right and left arm electrodes may be interchanged (lead I upside down against V5 and V6)</source>
        <translation>Die Elektroden des rechten und linken Arms könnten vertauscht sein (Ableitung I gegen V5 und V6 auf dem Kopf)</translation>
    </message>
    <message>
        <source>The right arm and left leg electrodes may be interchanged (lead II upside down)</source>
        <translation>Die Elektroden von rechtem Arm und linkem Bein könnten vertauscht sein (Ableitung II auf dem Kopf)</translation>
    </message>
    <message>
        <source>The run in {0} was set up otherwise ({1}): choose another folder.</source>
        <translation>Der Lauf in {0} war anders eingerichtet ({1}): Wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>The segment {0} of {1} is missing.</source>
        <translation>Das Segment {0} von {1} fehlt.</translation>
    </message>
    <message>
        <source>The segments are together not as long as the header says; the segments were believed.</source>
        <translation>Die Segmente sind zusammen nicht so lang, wie der Header sagt; den Segmenten wurde geglaubt.</translation>
    </message>
    <message>
        <source>The signal file {0} cannot be read: {1}.</source>
        <translation>Die Signaldatei {0} kann nicht gelesen werden: {1}.</translation>
    </message>
    <message>
        <source>The signal file {0} is shorter than the record says.</source>
        <translation>Die Signaldatei {0} ist kürzer, als die Aufzeichnung sagt.</translation>
    </message>
    <message>
        <source>The three limb electrodes may be interchanged in turn</source>
        <translation>Die drei Extremitätenelektroden könnten reihum vertauscht sein</translation>
    </message>
    <message>
        <source>There is no ECG in {0}.</source>
        <translation>In {0} gibt es kein EKG.</translation>
    </message>
    <message>
        <source>Too little signal in {0} {1}: {2} are not measured.</source>
        <translation>Zu wenig Signal in {0} {1}: {2} werden nicht gemessen.</translation>
    </message>
    <message>
        <source>Two channels are called {0}; the one that the file calls {1} is shown as {2}.</source>
        <translation>Zwei Kanäle heißen {0}; der, den die Datei {1} nennt, wird als {2} gezeigt.</translation>
    </message>
    <message>
        <source>Work on a cluster needs the extra &apos;cluster&apos; (pip install ecg-imn-desktop[cluster]).</source>
        <translation>Arbeit auf einem Cluster braucht das Extra „cluster“ (pip install ecg-imn-desktop[cluster]).</translation>
    </message>
    <message>
        <source>a prediction needs at least two limb leads and four chest leads</source>
        <translation>eine Vorhersage braucht mindestens zwei Extremitäten- und vier Brustwandableitungen</translation>
    </message>
    <message>
        <source>all twelve leads</source>
        <translation>alle zwölf Ableitungen</translation>
    </message>
    <message>
        <source>claims {0} samples per frame</source>
        <translation>behauptet {0} Abtastwerte pro Rahmen</translation>
    </message>
    <message>
        <source>claims {0} samples per frame for signal {1}</source>
        <translation>behauptet {0} Abtastwerte pro Rahmen für Signal {1}</translation>
    </message>
    <message>
        <source>claims {0} segments</source>
        <translation>behauptet {0} Segmente</translation>
    </message>
    <message>
        <source>claims {0} segments but lists only {1}</source>
        <translation>behauptet {0} Segmente, nennt aber nur {1}</translation>
    </message>
    <message>
        <source>claims {0} signals but describes only {1}</source>
        <translation>behauptet {0} Signale, beschreibt aber nur {1}</translation>
    </message>
    <message>
        <source>claims {0} signals, which no ECG record has</source>
        <translation>behauptet {0} Signale, die keine EKG-Aufzeichnung hat</translation>
    </message>
    <message>
        <source>clipped</source>
        <translation>abgeschnitten</translation>
    </message>
    <message>
        <source>describes no signal</source>
        <translation>beschreibt kein Signal</translation>
    </message>
    <message>
        <source>female</source>
        <translation>weiblich</translation>
    </message>
    <message>
        <source>flat</source>
        <translation>flach</translation>
    </message>
    <message>
        <source>gives an impossible gain for signal {0} ({1})</source>
        <translation>gibt für Signal {0} eine unmögliche Verstärkung an ({1})</translation>
    </message>
    <message>
        <source>gives an impossible length ({0} samples)</source>
        <translation>gibt eine unmögliche Länge an ({0} Abtastwerte)</translation>
    </message>
    <message>
        <source>gives an impossible sampling frequency ({0})</source>
        <translation>gibt eine unmögliche Abtastrate an ({0})</translation>
    </message>
    <message>
        <source>has an unreadable line for segment {0}</source>
        <translation>hat für Segment {0} eine unlesbare Zeile</translation>
    </message>
    <message>
        <source>has an unreadable line for signal {0} (file name and format expected)</source>
        <translation>hat für Signal {0} eine unlesbare Zeile (Dateiname und Format erwartet)</translation>
    </message>
    <message>
        <source>has no readable first line (record name, number of signals, sampling frequency)</source>
        <translation>hat keine lesbare erste Zeile (Name, Zahl der Signale, Abtastrate)</translation>
    </message>
    <message>
        <source>has only {0} of the twelve standard leads</source>
        <translation>hat von den zwölf Standardableitungen nur {0}</translation>
    </message>
    <message>
        <source>heart rate</source>
        <translation>Herzfrequenz</translation>
    </message>
    <message>
        <source>heart rate {0} /min</source>
        <translation>Herzfrequenz {0} /min</translation>
    </message>
    <message>
        <source>interchanged?</source>
        <translation>vertauscht?</translation>
    </message>
    <message>
        <source>irregular</source>
        <translation>unregelmäßig</translation>
    </message>
    <message>
        <source>its name is not allowed</source>
        <translation>ihr Name ist nicht erlaubt</translation>
    </message>
    <message>
        <source>its name or content is not allowed</source>
        <translation>ihr Name oder Inhalt ist nicht erlaubt</translation>
    </message>
    <message>
        <source>lacks {0}</source>
        <translation>enthält {0} nicht</translation>
    </message>
    <message>
        <source>lead gains</source>
        <translation>Verstärkungen</translation>
    </message>
    <message>
        <source>limb laws</source>
        <translation>Einthoven verletzt</translation>
    </message>
    <message>
        <source>logit {0} = b {1} + leads {2}</source>
        <translation>Logit {0} = b {1} + Ableitungen {2}</translation>
    </message>
    <message>
        <source>male</source>
        <translation>männlich</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>model {0} {1}, SHA-256 {2}</source>
        <translation>Modell {0} {1}, SHA-256 {2}</translation>
    </message>
    <message>
        <source>names the signal format {0}, which cannot be read</source>
        <translation>nennt das Signalformat {0}, das nicht gelesen werden kann</translation>
    </message>
    <message>
        <source>no P waves</source>
        <translation>keine P-Wellen</translation>
    </message>
    <message>
        <source>no filter</source>
        <translation>kein Filter</translation>
    </message>
    <message>
        <source>no signal</source>
        <translation>kein Signal</translation>
    </message>
    <message>
        <source>no space left</source>
        <translation>kein Platz mehr</translation>
    </message>
    <message>
        <source>noisy</source>
        <translation>verrauscht</translation>
    </message>
    <message>
        <source>other</source>
        <translation>sonst</translation>
    </message>
    <message>
        <source>over {0} years</source>
        <translation>über {0} Jahre</translation>
    </message>
    <message>
        <source>powerline</source>
        <translation>Netzbrummen</translation>
    </message>
    <message>
        <source>reading the ECG</source>
        <translation>das EKG wird gelesen</translation>
    </message>
    <message>
        <source>regular</source>
        <translation>regelmäßig</translation>
    </message>
    <message>
        <source>rest</source>
        <translation>Rest</translation>
    </message>
    <message>
        <source>signal {0}</source>
        <translation>Signal {0}</translation>
    </message>
    <message>
        <source>slightly irregular</source>
        <translation>leicht unregelmäßig</translation>
    </message>
    <message>
        <source>the Cornell voltage</source>
        <translation>der Cornell-Index</translation>
    </message>
    <message>
        <source>the Sokolow-Lyon voltage</source>
        <translation>der Sokolow-Lyon-Index</translation>
    </message>
    <message>
        <source>the axes</source>
        <translation>die Achsen</translation>
    </message>
    <message>
        <source>the channels look like aVL, I, -aVR, II, aVF, III, the order of Cabrera</source>
        <translation>die Kanäle sehen aus wie aVL, I, -aVR, II, aVF, III, die Reihenfolge nach Cabrera</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>der Datenträger ist voll</translation>
    </message>
    <message>
        <source>the folder {0} does not exist</source>
        <translation>den Ordner {0} gibt es nicht</translation>
    </message>
    <message>
        <source>the folder {0} is read-only</source>
        <translation>der Ordner {0} ist schreibgeschützt</translation>
    </message>
    <message>
        <source>the name is too long</source>
        <translation>der Name ist zu lang</translation>
    </message>
    <message>
        <source>the system refused</source>
        <translation>das System hat es abgelehnt</translation>
    </message>
    <message>
        <source>their</source>
        <translation>deren</translation>
    </message>
    <message>
        <source>there is no permission to write in the folder {0}</source>
        <translation>es fehlt die Erlaubnis, in den Ordner {0} zu schreiben</translation>
    </message>
    <message>
        <source>they differ by up to {0} times</source>
        <translation>sie bis zum {0}-Fachen voneinander abweichen</translation>
    </message>
    <message>
        <source>your share of the disk is full</source>
        <translation>Ihr Anteil am Datenträger ist voll</translation>
    </message>
    <message>
        <source>{0} % of the evidence for {1} lies in the {2} of {3}.</source>
        <translation>{0} % der Evidenz für „{1}“: {2} von {3}.</translation>
    </message>
    <message>
        <source>{0} amplitudes</source>
        <translation>{0} Amplituden</translation>
    </message>
    <message>
        <source>{0} and {1} look exchanged</source>
        <translation>{0} und {1} sehen vertauscht aus</translation>
    </message>
    <message>
        <source>{0} and {1} more</source>
        <translation>{0} und {1} weitere</translation>
    </message>
    <message>
        <source>{0} are clipped: the tallest waves are cut off.</source>
        <translation>{0} sind abgeschnitten: Die höchsten Wellen fehlen oben.</translation>
    </message>
    <message>
        <source>{0} are flat for part of the time.</source>
        <translation>{0} sind zeitweise flach.</translation>
    </message>
    <message>
        <source>{0} are flat.</source>
        <translation>{0} sind flach.</translation>
    </message>
    <message>
        <source>{0} are noisy for part of the time.</source>
        <translation>{0} sind zeitweise verrauscht.</translation>
    </message>
    <message>
        <source>{0} are noisy.</source>
        <translation>{0} sind verrauscht.</translation>
    </message>
    <message>
        <source>{0} are without signal for up to {1} % of the time.</source>
        <translation>{0} sind bis zu {1} % der Zeit ohne Signal.</translation>
    </message>
    <message>
        <source>{0} belongs to several records ({1}, {2}); choose a header.</source>
        <translation>{0} gehört zu mehreren Aufzeichnungen ({1}, {2}); wählen Sie einen Header.</translation>
    </message>
    <message>
        <source>{0} belongs to the record that is being exported; choose another name.</source>
        <translation>{0} gehört zu der Aufzeichnung, die exportiert wird; wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>{0} cannot be read from a folder with &apos;::&apos; in its name.</source>
        <translation>{0} kann nicht aus einem Ordner mit „::“ im Namen gelesen werden.</translation>
    </message>
    <message>
        <source>{0} cannot be read.</source>
        <translation>{0} kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}.</source>
        <translation>{0} kann nicht gelesen werden: {1}.</translation>
    </message>
    <message>
        <source>{0} could not be written: it is a device or a pipe, not an ordinary file.</source>
        <translation>{0} konnte nicht geschrieben werden: Es ist ein Gerät oder eine Pipe, keine gewöhnliche Datei.</translation>
    </message>
    <message>
        <source>{0} could not be written: it would be about {1}, and only {2} are free on that disk.</source>
        <translation>{0} konnte nicht geschrieben werden: Es würde etwa {1} groß, und auf diesem Laufwerk sind nur {2} frei.</translation>
    </message>
    <message>
        <source>{0} could not be written: {1}.</source>
        <translation>{0} konnte nicht geschrieben werden: {1}.</translation>
    </message>
    <message>
        <source>{0} days</source>
        <translation>{0} Tage</translation>
    </message>
    <message>
        <source>{0} does not fit the other five</source>
        <translation>{0} passt nicht zu den anderen fünf</translation>
    </message>
    <message>
        <source>{0} exists already and belongs to something else; choose another name.</source>
        <translation>{0} gibt es schon und gehört zu etwas anderem; wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>{0} has a baseline that jumps.</source>
        <translation>{0} hat eine springende Grundlinie.</translation>
    </message>
    <message>
        <source>{0} has a baseline that wanders widely.</source>
        <translation>{0} hat eine stark schwankende Grundlinie.</translation>
    </message>
    <message>
        <source>{0} has mains interference at {1} Hz.</source>
        <translation>{0} hat Netzbrummen mit {1} Hz.</translation>
    </message>
    <message>
        <source>{0} has no WFDB header ({1}.hea) beside it, without which it cannot be read.</source>
        <translation>Neben {0} liegt kein WFDB-Header ({1}.hea), ohne den es nicht gelesen werden kann.</translation>
    </message>
    <message>
        <source>{0} has other columns; choose another folder.</source>
        <translation>{0} hat andere Spalten; wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{0} have a baseline that jumps.</source>
        <translation>{0} haben eine springende Grundlinie.</translation>
    </message>
    <message>
        <source>{0} have a baseline that wanders widely.</source>
        <translation>{0} haben eine stark schwankende Grundlinie.</translation>
    </message>
    <message>
        <source>{0} have mains interference at {1} Hz.</source>
        <translation>{0} haben Netzbrummen mit {1} Hz.</translation>
    </message>
    <message>
        <source>{0} holds fewer samples than its header promises.</source>
        <translation>{0} enthält weniger Abtastwerte, als der Header verspricht.</translation>
    </message>
    <message>
        <source>{0} holds fewer samples than the header {1} promises.</source>
        <translation>{0} enthält weniger Abtastwerte, als der Header {1} verspricht.</translation>
    </message>
    <message>
        <source>{0} holds the results of a run; go on with --resume or choose another.</source>
        <translation>{0} enthält die Ergebnisse eines Laufs; setzen Sie ihn mit --resume fort oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{0} is a file; choose a folder for the results.</source>
        <translation>{0} ist eine Datei; wählen Sie für die Ergebnisse einen Ordner.</translation>
    </message>
    <message>
        <source>{0} is a folder; choose a stored analysis (.h5) in it.</source>
        <translation>{0} ist ein Ordner; wählen Sie darin eine gespeicherte Analyse (.h5).</translation>
    </message>
    <message>
        <source>{0} is a folder; choose an ECG in it.</source>
        <translation>{0} ist ein Ordner; wählen Sie darin ein EKG.</translation>
    </message>
    <message>
        <source>{0} is clipped: the tallest waves are cut off.</source>
        <translation>{0} ist abgeschnitten: Die höchsten Wellen fehlen oben.</translation>
    </message>
    <message>
        <source>{0} is damaged or no ECG-IMN analysis: it cannot be read.</source>
        <translation>{0} ist beschädigt oder keine ECG-IMN-Analyse: Die Datei kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>{0} is damaged: its contributions do not add up to its answers.</source>
        <translation>{0} ist beschädigt: Die Beiträge ergeben in der Summe nicht die Antworten.</translation>
    </message>
    <message>
        <source>{0} is empty.</source>
        <translation>{0} ist leer.</translation>
    </message>
    <message>
        <source>{0} is flat for part of the time.</source>
        <translation>{0} ist zeitweise flach.</translation>
    </message>
    <message>
        <source>{0} is flat.</source>
        <translation>{0} ist flach.</translation>
    </message>
    <message>
        <source>{0} is no ECG of a kind that is read, and no WFDB header names it.</source>
        <translation>{0} ist kein EKG einer Art, die gelesen wird, und kein WFDB-Header nennt die Datei.</translation>
    </message>
    <message>
        <source>{0} is no address of a Dask scheduler, as tcp://host:8786 is one.</source>
        <translation>{0} ist keine Adresse eines Dask-Schedulers wie etwa tcp://host:8786.</translation>
    </message>
    <message>
        <source>{0} is noisy for part of the time.</source>
        <translation>{0} ist zeitweise verrauscht.</translation>
    </message>
    <message>
        <source>{0} is noisy.</source>
        <translation>{0} ist verrauscht.</translation>
    </message>
    <message>
        <source>{0} is not a WFDB header: it has a line of more than {1} letters.</source>
        <translation>{0} ist kein WFDB-Header: Eine Zeile hat mehr als {1} Zeichen.</translation>
    </message>
    <message>
        <source>{0} is not a WFDB header: it is not a text file.</source>
        <translation>{0} ist kein WFDB-Header: Es ist keine Textdatei.</translation>
    </message>
    <message>
        <source>{0} is not a file on this computer; records are not fetched from the network.</source>
        <translation>{0} ist keine Datei auf diesem Computer; Aufzeichnungen werden nicht aus dem Netz geholt.</translation>
    </message>
    <message>
        <source>{0} is not a file.</source>
        <translation>{0} ist keine Datei.</translation>
    </message>
    <message>
        <source>{0} is not a folder</source>
        <translation>{0} ist kein Ordner</translation>
    </message>
    <message>
        <source>{0} is not an ECG-IMN analysis.</source>
        <translation>{0} ist keine ECG-IMN-Analyse.</translation>
    </message>
    <message>
        <source>{0} is shown through a display filter ({1}), for the eye alone: the model does not read through it.</source>
        <translation>{0} wird durch ein Anzeigefilter gezeigt ({1}), nur für das Auge: Das Modell liest nicht durch dieses Filter.</translation>
    </message>
    <message>
        <source>{0} is the XML of {1}, which is not read: export it as DICOM or HL7 aECG.</source>
        <translation>{0} ist das XML von {1}, das nicht gelesen wird: Exportieren Sie es als DICOM oder HL7 aECG.</translation>
    </message>
    <message>
        <source>{0} is too large for a WFDB header ({1} MB).</source>
        <translation>{0} ist zu groß für einen WFDB-Header ({1} MB).</translation>
    </message>
    <message>
        <source>{0} is too large for a list of records.</source>
        <translation>{0} ist zu groß für eine Liste von Aufzeichnungen.</translation>
    </message>
    <message>
        <source>{0} is too long for the memory of this computer.</source>
        <translation>{0} ist zu lang für den Speicher dieses Computers.</translation>
    </message>
    <message>
        <source>{0} is without signal for {1} % of the time.</source>
        <translation>{0} ist {1} % der Zeit ohne Signal.</translation>
    </message>
    <message>
        <source>{0} looks upside down</source>
        <translation>{0} scheint auf dem Kopf zu stehen</translation>
    </message>
    <message>
        <source>{0} months</source>
        <translation>{0} Monate</translation>
    </message>
    <message>
        <source>{0} names a file outside its own folder.</source>
        <translation>{0} nennt eine Datei außerhalb des eigenen Ordners.</translation>
    </message>
    <message>
        <source>{0} of {1} segments ({2} s) are missing, the first for this reason: {3}. What lies between others is shown as a gap.</source>
        <translation>{0} von {1} Segmenten ({2} s) fehlen, das erste aus diesem Grund: {3}. Was zwischen anderen liegt, wird als Lücke gezeigt.</translation>
    </message>
    <message>
        <source>{0} only lists the channels of a multi-segment record and holds no signal; open the record&apos;s main header instead.</source>
        <translation>{0} nennt nur die Kanäle einer Aufzeichnung aus Segmenten und enthält kein Signal; öffnen Sie stattdessen deren Hauptheader.</translation>
    </message>
    <message>
        <source>{0} was changed after it was opened.</source>
        <translation>{0} wurde geändert, nachdem es geöffnet wurde.</translation>
    </message>
    <message>
        <source>{0} years</source>
        <translation>{0} Jahre</translation>
    </message>
    <message>
        <source>{0}/{1} is damaged.</source>
        <translation>{0}/{1} ist beschädigt.</translation>
    </message>
    <message>
        <source>{0}: answer</source>
        <translation>{0}: Antwort</translation>
    </message>
    <message>
        <source>{0}: contributions</source>
        <translation>{0}: Beiträge</translation>
    </message>
    <message>
        <source>{0}: logit = b + sum of contributions</source>
        <translation>{0}: Logit = b + Summe der Beiträge</translation>
    </message>
    <message>
        <source>{0}: logits</source>
        <translation>{0}: Logits</translation>
    </message>
    <message>
        <source>{0}: model</source>
        <translation>{0}: Modell</translation>
    </message>
    <message>
        <source>{0}: probabilities</source>
        <translation>{0}: Wahrscheinlichkeiten</translation>
    </message>
    <message>
        <source>{0}: probabilities = calibrated logits</source>
        <translation>{0}: Wahrscheinlichkeiten = kalibrierte Logits</translation>
    </message>
    <message>
        <source>{0}; a prediction needs it for half of the time.</source>
        <translation>{0}; eine Vorhersage braucht das für die halbe Zeit.</translation>
    </message>
    <message>
        <source>{0}; its channels were left out.</source>
        <translation>{0}; seine Kanäle wurden weggelassen.</translation>
    </message>
</context>
<context>
    <name>SeriesPanel</name>
    <message>
        <source>Add…</source>
        <translation>Hinzufügen …</translation>
    </message>
    <message>
        <source>All ECGs of B&apos;s patient in its folder</source>
        <translation>Alle EKGs des Patienten von B in dessen Ordner</translation>
    </message>
    <message>
        <source>Bold: differs from the first by more than usual; ?: near its threshold.</source>
        <translation>Fett: weicht vom ersten mehr als üblich ab; ?: nahe der Schwelle.</translation>
    </message>
    <message>
        <source>ECGs of the series</source>
        <translation>EKGs der Reihe</translation>
    </message>
    <message>
        <source>Numbers of the series</source>
        <translation>Zahlen der Reihe</translation>
    </message>
    <message>
        <source>Probability of {name}</source>
        <translation>Wahrscheinlichkeit: {name}</translation>
    </message>
    <message>
        <source>Remarks on the ECGs of the series</source>
        <translation>Hinweise zu den EKGs der Reihe</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Same patient</source>
        <translation>Derselbe Patient</translation>
    </message>
    <message>
        <source>The series is being made …</source>
        <translation>Die Reihe wird erstellt …</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Two to eight ECGs make a series: all of B&apos;s patient in its folder, or what you add or drop here.</source>
        <translation>Zwei bis acht EKGs bilden eine Reihe: alle des Patienten von B in seinem Ordner, oder was Sie hinzufügen oder hierher ziehen.</translation>
    </message>
    <message>
        <source>grey: usual change</source>
        <translation>grau: übliche Änderung</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>{first} to {last}: {days} days</source>
        <translation>{first} bis {last}: {days} Tage</translation>
    </message>
    <message>
        <source>{name} (cannot be read)</source>
        <translation>{name} (nicht lesbar)</translation>
    </message>
    <message>
        <source>What the trend shows</source>
        <translation>Was der Verlauf zeigt</translation>
    </message>
    <message>
        <source>A double click, or Enter, shows the ECG as A.</source>
        <translation>Ein Doppelklick oder die Eingabetaste zeigt das EKG als A.</translation>
    </message>
    <message>
        <source>in the order given</source>
        <translation>in der angegebenen Reihenfolge</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Attribution</source>
        <translation>Attribution</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Evidenz</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>Verstärkung</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>&amp;Reset View</source>
        <translation>Ansicht zu&amp;rücksetzen</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Anordnung</translation>
    </message>
    <message>
        <source>Layout, scale, filters, colours and panels have their defaults again. Language, text size, privacy and calibration stay as they are.</source>
        <translation>Anordnung, Maßstab, Filter, Farben und Leisten erhalten wieder ihre Vorgaben. Sprache, Textgröße, Privatsphäre und Kalibrierung bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>On the traces</source>
        <translation>Auf den Kurven</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>Leisten</translation>
    </message>
    <message>
        <source>Paper speed</source>
        <translation>Papiergeschwindigkeit</translation>
    </message>
    <message>
        <source>Play speed</source>
        <translation>Abspielgeschwindigkeit</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Datenschutz</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Rhythm lead</source>
        <translation>Rhythmusableitung</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Textgröße</translation>
    </message>
    <message>
        <source>The language changes when the program starts again.</source>
        <translation>Die Sprache wechselt, wenn das Programm neu startet.</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>as the system</source>
        <translation>wie das System</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>A in the colours of its evidence, B in green, R peak on R peak</source>
        <translation>A in den Farben seiner Evidenz, B in Grün, R-Zacke auf R-Zacke</translation>
    </message>
    <message>
        <source>B − A on aligned R peaks, coloured by the difference of the evidence</source>
        <translation>B − A an ausgerichteten R-Zacken, gefärbt nach der Differenz der Evidenz</translation>
    </message>
    <message>
        <source>{letter}: no unit</source>
        <translation>{letter}: ohne Einheit</translation>
    </message>
</context>
<context>
    <name>StatementDialog</name>
    <message>
        <source>&amp;Date</source>
        <translation>&amp;Datum</translation>
    </message>
    <message>
        <source>&amp;Reviewed by</source>
        <translation>&amp;Geprüft von</translation>
    </message>
    <message>
        <source>&amp;Statement</source>
        <translation>&amp;Befund</translation>
    </message>
    <message>
        <source>Printed as yours, beside the model&apos;s answer, and saved with the annotations.</source>
        <translation>Wird als Ihr Befund neben der Antwort des Modells gedruckt und mit den Anmerkungen gespeichert.</translation>
    </message>
    <message>
        <source>Statement</source>
        <translation>Befund</translation>
    </message>
    <message>
        <source>unconfirmed while this is empty</source>
        <translation>unbestätigt, solange dies leer ist</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Status: a small square</source>
        <translation>Status: ein kleines Kästchen</translation>
    </message>
    <message>
        <source>Status: model</source>
        <translation>Status: Modell</translation>
    </message>
    <message>
        <source>Status: review</source>
        <translation>Status: Prüfung</translation>
    </message>
    <message>
        <source>Status: scale</source>
        <translation>Status: Maßstab</translation>
    </message>
    <message>
        <source>Status: signal</source>
        <translation>Status: Signal</translation>
    </message>
    <message>
        <source>Status: time taken</source>
        <translation>Status: gebrauchte Zeit</translation>
    </message>
    <message>
        <source>Status: what is being done</source>
        <translation>Status: was gerade geschieht</translation>
    </message>
</context>
<context>
    <name>Study</name>
    <message>
        <source>Measuring …</source>
        <translation>Es wird gemessen …</translation>
    </message>
    <message>
        <source>Opening {file} …</source>
        <translation>{file} wird geöffnet …</translation>
    </message>
    <message>
        <source>Preparing the overview … {percent} %</source>
        <translation>Die Übersicht wird vorbereitet … {percent} %</translation>
    </message>
    <message>
        <source>The model reads the ECG …</source>
        <translation>Das Modell liest das EKG …</translation>
    </message>
    <message>
        <source>The stored analysis holds no answer for this part. &quot;Analyse from here&quot; (A) asks the model.</source>
        <translation>Die gespeicherte Analyse enthält für diesen Teil keine Antwort. „Ab hier analysieren“ (A) fragt das Modell.</translation>
    </message>
</context>
<context>
    <name>ToolBar</name>
    <message>
        <source>Attribution on the traces</source>
        <translation>Attribution auf den Kurven</translation>
    </message>
    <message>
        <source>Evidence shown</source>
        <translation>Gezeigte Evidenz</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>Verstärkung</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Anordnung</translation>
    </message>
    <message>
        <source>More of the toolbar</source>
        <translation>Mehr von der Werkzeugleiste</translation>
    </message>
    <message>
        <source>Paper speed</source>
        <translation>Papiergeschwindigkeit</translation>
    </message>
    <message>
        <source>Play speed</source>
        <translation>Abspielgeschwindigkeit</translation>
    </message>
    <message>
        <source>Toolbar</source>
        <translation>Werkzeugleiste</translation>
    </message>
</context>
<context>
    <name>Tools</name>
    <message>
        <source>Export the record</source>
        <translation>Aufzeichnung exportieren</translation>
    </message>
</context>
<context>
    <name>Watching</name>
    <message>
        <source>The file has changed on the disk; it was read again.</source>
        <translation>Die Datei auf dem Datenträger hat sich geändert; sie wurde neu gelesen.</translation>
    </message>
</context>
<context>
    <name>Waterfall</name>
    <message>
        <source>Waterfall.</source>
        <translation>Wasserfall.</translation>
    </message>
    <message>
        <source>logit</source>
        <translation>Logit</translation>
    </message>
    <message>
        <source>logit − (b + leads) = {residual}</source>
        <translation>Logit − (b + Ableitungen) = {residual}</translation>
    </message>
</context>
<context>
    <name>WaveTable</name>
    <message>
        <source>Contributions by lead and wave, in logits</source>
        <translation>Beiträge nach Ableitung und Welle, in Logits</translation>
    </message>
    <message>
        <source>{value} logit</source>
        <translation>{value} Logit</translation>
    </message>
</context>
<context>
    <name>WhatIfPage</name>
    <message>
        <source>Drag a segment</source>
        <translation>Abschnitt ziehen</translation>
    </message>
    <message>
        <source>Draw over a lead to remove that stretch; with Shift of all leads (X)</source>
        <translation>Über eine Ableitung ziehen, um dieses Stück zu entfernen; mit Umschalt aus allen Ableitungen (X)</translation>
    </message>
    <message>
        <source>Frozen (exact): no set of evidence flips {name}.</source>
        <translation>Eingefroren (exakt): Keine Menge von Evidenz kippt {name}.</translation>
    </message>
    <message>
        <source>Frozen (exact): {name} is absent without {frozen} of {count} pieces of {ms} ms.</source>
        <translation>Eingefroren (exakt): {name} ist nicht vorhanden ohne {frozen} von {count} Stücken von {ms} ms.</translation>
    </message>
    <message>
        <source>Frozen (exact): {name} is present without {frozen} of {count} pieces of {ms} ms.</source>
        <translation>Eingefroren (exakt): {name} ist vorhanden ohne {frozen} von {count} Stücken von {ms} ms.</translation>
    </message>
    <message>
        <source>Lead to remove it from</source>
        <translation>Ableitung, aus der entfernt wird</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Put everything back (Shift+X)</source>
        <translation>Alles zurückholen (Umschalt+X)</translation>
    </message>
    <message>
        <source>Re-run: it does not flip, even without all of them.</source>
        <translation>Neu gelesen: Es kippt nicht, auch ohne sie alle.</translation>
    </message>
    <message>
        <source>Re-run: without {rerun} (shown).</source>
        <translation>Neu gelesen: ohne {rerun} (gezeigt).</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove a lead, a wave or a dragged segment: the exact answer and the network&apos;s own appear.</source>
        <translation>Entfernen Sie eine Ableitung, eine Welle oder einen gezogenen Abschnitt: Die exakte Antwort und die des Netzes erscheinen.</translation>
    </message>
    <message>
        <source>Smallest set</source>
        <translation>Kleinste Menge</translation>
    </message>
    <message>
        <source>Wave to remove</source>
        <translation>Welle, die entfernt wird</translation>
    </message>
    <message>
        <source>What is removed; Delete puts it back</source>
        <translation>Was entfernt ist; Entf holt es zurück</translation>
    </message>
    <message>
        <source>Which smallest evidence holds the decision for this class? (Ctrl+Shift+F)</source>
        <translation>Welche kleinste Evidenz trägt die Entscheidung für diese Klasse? (Strg+Umschalt+F)</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>alles</translation>
    </message>
    <message>
        <source>of</source>
        <translation>von</translation>
    </message>
    <message>
        <source>{share} % of the signal is removed. Frozen keeps W and b: exact. Re-run: the network reads again. Largest gap: {gap} logit ({name}).</source>
        <translation>{share} % des Signals sind entfernt. Eingefroren behält W und b: exakt. Neu gelesen: Das Netz liest noch einmal. Größter Unterschied: {gap} Logit ({name}).</translation>
    </message>
</context>
<context>
    <name>WhatIfs</name>
    <message>
        <source>Looking for the smallest set …</source>
        <translation>Die kleinste Menge wird gesucht …</translation>
    </message>
    <message>
        <source>What if …</source>
        <translation>Was wäre, wenn …</translation>
    </message>
</context>
<context>
    <name>Writing</name>
    <message>
        <source>Printing …</source>
        <translation>Drucken …</translation>
    </message>
    <message>
        <source>Writing {file} …</source>
        <translation>{file} wird geschrieben …</translation>
    </message>
</context>
<context>
    <name>_Answers</name>
    <message>
        <source>Answers with and without what is removed</source>
        <translation>Antworten mit und ohne das Entfernte</translation>
    </message>
    <message>
        <source>Probability and logit of the whole ECG</source>
        <translation>Wahrscheinlichkeit und Logit des ganzen EKGs</translation>
    </message>
    <message>
        <source>Re-run less frozen, in logits: what W and b changed</source>
        <translation>Neu gelesen minus eingefroren, in Logits: was W und b änderten</translation>
    </message>
    <message>
        <source>The network reads the ECG without what is removed and writes another W</source>
        <translation>Das Netz liest das EKG ohne das Entfernte und schreibt ein anderes W</translation>
    </message>
    <message>
        <source>W and b of the whole ECG are kept; the contributions that are removed fall out of the sum: exact</source>
        <translation>W und b des ganzen EKGs bleiben; die entfernten Beiträge fallen aus der Summe: exakt</translation>
    </message>
    <message>
        <source>absent</source>
        <translation>nicht vorhanden</translation>
    </message>
    <message>
        <source>class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>frozen
(exact)</source>
        <translation>eingefr.
(exakt)</translation>
    </message>
    <message>
        <source>gap</source>
        <translation>Diff.</translation>
    </message>
    <message>
        <source>present</source>
        <translation>vorhanden</translation>
    </message>
    <message>
        <source>re-run</source>
        <translation>neu
gelesen</translation>
    </message>
    <message>
        <source>whole</source>
        <translation>ganz</translation>
    </message>
    <message>
        <source>{title}: {verdict}, probability {probability}, logit {logit}</source>
        <translation>{title}: {verdict}, Wahrscheinlichkeit {probability}, Logit {logit}</translation>
    </message>
</context>
</TS>
