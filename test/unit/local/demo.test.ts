import QRCode from 'qrcode';
import { printer } from '../../../infra/local/demo/printer.ts';
import { createReport } from '../../../infra/local/demo/report.ts';

const esc = String.fromCharCode(27);

function printed(coloured: boolean) {
  let text = '';
  const listener = printer((more) => {
    text += more;
  }, coloured);
  return { report: createReport(listener), text: () => text };
}

test('a check holds only for equal values, and a failed one says both', () => {
  const { report, text } = printed(false);
  report.check('sums', { a: [1, 2] }, { a: [1, 2] });
  report.check('counts', 3, 2);
  expect(report.checks.map(({ ok }) => ok)).toEqual([true, false]);
  expect(text()).toBe('    ✓ sums\n    ✗ counts: expected 2, found 3\n');
});

test('a chapter that breaks is a failed check, and the next one still runs', async () => {
  const { report } = printed(false);
  const broken = await report.chapter('one', () => Promise.reject(new Error('no answer')));
  const whole = await report.chapter('two', async () => 2);
  expect([broken, whole]).toEqual([undefined, 2]);
  expect(report.checks).toEqual([
    {
      chapter: 'one',
      name: 'runs to its end',
      ok: false,
      expected: 'no error',
      found: 'Error: no answer',
    },
  ]);
});

test('each step has its chapter, its time and its facts', async () => {
  const { report, text } = printed(false);
  await report.chapter('Buying', () =>
    report.step(
      'pay',
      async () => 162,
      (cents) => ({ cents }),
    ),
  );
  expect(report.steps).toEqual([
    { chapter: 'Buying', name: 'pay', durationMs: expect.any(Number), facts: { cents: 162 } },
  ]);
  expect(text()).toMatch(/^\nBuying\n {2}pay +\d+ ms {2}cents 162\n$/);
});

test.each([true, false])('the QR code drawn (coloured: %p) is the one of the text', (coloured) => {
  const content = 'LPA:1$rsp.example.com$K2-1A2B3C-4D5E6F';
  const { report, text } = printed(coloured);
  report.picture(content);
  const { size, data } = QRCode.create(content, { errorCorrectionLevel: 'M' }).modules;
  const lines = text().replaceAll(`${esc}[30;107m`, '').replaceAll(`${esc}[0m`, '').split('\n');
  const drawn = lines
    .filter((line) => line !== '' && !line.includes(content))
    .map((line) => line.slice(2));
  const modules: number[] = [];
  for (let row = 2; row < size + 2; row += 1) {
    for (let column = 2; column < size + 2; column += 1) {
      const character = drawn[Math.floor(row / 2)]?.[column];
      modules.push(character === '█' || character === (row % 2 === 0 ? '▀' : '▄') ? 1 : 0);
    }
  }
  expect(modules).toEqual([...data]);
  expect(text()).toContain(content);
});

test('no escape sequence is written unless colours are wanted', () => {
  const { report, text } = printed(false);
  report.picture('LPA:1$a$b');
  report.table([['sum', '1']]);
  report.check('x', 1, 2);
  expect(text()).not.toContain(esc);
});
