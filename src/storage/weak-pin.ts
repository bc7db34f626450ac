/** PINs that somebody who holds the phone would try first. Ten tries are few: without these they are worth nothing. */

const MOST_USED = new Set([
  "147258",
  "258369",
  "159357",
  "147369",
  "789456",
  "456123",
  "112233",
  "332211",
  "131420",
  "201314",
  "520131",
  "123654",
]);

const steps = (pin: string): number[] =>
  [...pin].slice(1).map((digit, i) => (Number(digit) - Number(pin[i]) + 10) % 10);

/** 000000, 121212, 123123: a beginning of one to three digits, again and again. */
const repeats = (pin: string): boolean =>
  [1, 2, 3].some((length) => pin.slice(0, length).repeat(pin.length / length) === pin);

/** 123456, 890123, 654321. */
function runs(pin: string): boolean {
  const all = steps(pin);
  return all.every((step) => step === 1) || all.every((step) => step === 9);
}

const isMonth = (text: string): boolean => Number(text) >= 1 && Number(text) <= 12;
const isDay = (text: string): boolean => Number(text) >= 1 && Number(text) <= 31;

/** 195803 and 580321: neighbours know a birthday. */
const isBirthday = (pin: string): boolean =>
  (/^(19[2-9]|20[01])\d/.test(pin) && isMonth(pin.slice(4))) || (isMonth(pin.slice(2, 4)) && isDay(pin.slice(4)));

/** May it not be chosen? Whoever has one already keeps coming in with it, and is asked to choose another. */
export const isWeakPin = (pin: string): boolean => repeats(pin) || runs(pin) || isBirthday(pin) || MOST_USED.has(pin);
