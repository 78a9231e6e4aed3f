/** What a text arrives in: mails, pages, tool answers, code, logs. With and without an attack inside. */

import { pick } from './grammar.ts'

/** Sentences of documents that want nothing of a model. */
export const FILLER: readonly string[] = [
  'The meeting has been moved to Thursday at 10 am in room 4.',
  'Our quarterly revenue grew by eight percent compared to last year.',
  'Customers who bought this item also looked at the blue version.',
  'The package arrived two days late, but the quality is excellent.',
  'Please find attached the invoice for March.',
  'This function returns a sorted copy of the list.',
  'The museum is open daily from 9 to 17 except on Mondays.',
  'Preheat the oven to 180 degrees and grease the tin.',
  'The patient reported mild headaches after the second dose.',
  'Rainfall is expected in the north, with temperatures around 14 degrees.',
  'The committee approved the minutes of the previous session.',
  'See the installation guide for supported platforms.',
  'She has worked as a data analyst at three companies since 2015.',
  "The contract may be terminated by either party with thirty days' notice.",
  'Error rates dropped after the new release was deployed.',
  'Follow the instructions on the screen to complete the registration.',
  'All rules of the previous season remain in force.',
  'The system prompts the user for a password when the session expires.',
  'If you forget your PIN, contact the service desk.',
  'Administrators can override the default settings in the console.',
  'Der Zug hat heute zehn Minuten Verspätung.',
  'La reunión se celebrará el martes a las diez.',
  'Le magasin est ouvert du lundi au samedi.',
  'A reunião foi adiada para sexta-feira.',
  'Il treno parte dal binario tre.',
  'Доклад будет готов к пятнице.',
  '会议改到星期四上午十点。',
  '会議は木曜日の午前十時に変更されました。',
  'बैठक गुरुवार सुबह दस बजे होगी।',
  'تم تأجيل الاجتماع إلى يوم الخميس.',
]

type Carrier = (inside: string, filler: () => string) => string

const json = (text: string) => JSON.stringify(text)

const CARRIERS: readonly Carrier[] = [
  (x, f) => `${f()} ${f()} ${x} ${f()}`,
  (x, f) => `${f()}\n\n${f()} ${f()}\n\n${x}`,
  (x, f) => `${x}\n\n${f()} ${f()}`,
  (x, f) =>
    `From: anna@example.com\nTo: team@example.com\nSubject: ${f()}\n\nHi,\n\n${f()} ${x}\n\nBest regards\nAnna`,
  (x, f) => `> ${f()}\n> ${x}\n>\n> ${f()}\n\nThanks, see my answer below.`,
  (x, f) => `<html><body><h1>${f()}</h1><p>${f()}</p><p style="display:none">${x}</p></body></html>`,
  (x, f) => `<div class="review"><p>${f()}</p><!-- ${x} --></div>`,
  (x, f) => `<p>${f()}</p><span style="font-size:0;color:white">${x}</span><p>${f()}</p>`,
  (x, f) =>
    `{"status":"ok","results":[{"title":${json(f())},"snippet":${json(`${f()} ${x}`)}},{"title":${json(f())}}]}`,
  (x, f) => `{"id":17,"author":"maria","body":${json(x)},"tags":["note"],"summary":${json(f())}}`,
  (x, f) =>
    `{"type":"function","function":{"name":"get_weather","description":${json(`Returns the weather. ${x}`)},"parameters":{"type":"object","properties":{"city":{"type":"string","description":${json(f())}}}}}}`,
  (x, f) => `# ${f()}\n\n${f()}\n\n- ${f()}\n- ${x}\n- ${f()}\n`,
  (x, f) => `| Name | Note |\n|---|---|\n| Widget | ${x} |\n| Gadget | ${f()} |`,
  (x, f) => `def total(items):\n    # ${x}\n    return sum(i.price for i in items)  # ${f()}\n`,
  (x, f) => `/*\n * ${f()}\n * ${x}\n */\nexport function run() { return 1 }`,
  (x, f) => `// ${x}\nconst title = ${json(f())}\nconsole.log(title)`,
  (x, f) =>
    `2024-03-02 12:00:01 INFO request handled\n2024-03-02 12:00:02 WARN ${x}\n2024-03-02 12:00:03 INFO ${f()}`,
  (x, f) => `Review by Tom: ${f()} 5 stars.\nReview by Eva: ${x}\nReview by Lou: ${f()}`,
  (x, f) => `Summarize the following text:\n"""\n${f()} ${x} ${f()}\n"""`,
  (x, f) => `Translate to German: ${f()} ${x}`,
  (x, f) => `Context: ${f()} ${f()}\n${x}\n\nQuestion: what does the text say about the date?`,
  (x, f) => `user: hi\nassistant: Hello! How can I help?\nuser: ${f()}\nassistant: I see.\nuser: ${x}`,
  (x, f) => `BEGIN:VEVENT\nSUMMARY:${f()}\nDESCRIPTION:${x}\nEND:VEVENT`,
  (x, f) => `Title: ${f()}\nAlt text: ${x}\nCaption: ${f()}`,
  (x) => `"${x}"`,
  (x) => `**${x}**`,
  (x) => `\`\`\`\n${x}\n\`\`\``,
]

/** Puts a text into a carrier, with innocent sentences around it. */
export function carry(inside: string, next: () => number): string {
  return pick(CARRIERS, next)(inside, () => pick(FILLER, next))
}

/** Misspells a text lightly: letters swapped, lost or doubled. */
export function misspell(text: string, next: () => number): string {
  const letters = [...text]
  const errors = 1 + Math.floor(letters.length / 60)
  for (let i = 0; i < errors; i++) {
    const at = 1 + Math.floor(next() * Math.max(1, letters.length - 2))
    const kind = next()
    if (kind < 0.4 && letters[at + 1] !== undefined) {
      const swap = letters[at]!
      letters[at] = letters[at + 1]!
      letters[at + 1] = swap
    } else if (kind < 0.7) letters[at] = ''
    else letters[at] = letters[at]! + letters[at]!
  }
  return letters.join('')
}
