"use strict";
// SHA-256 (FIPS 180-4), as the browser's own is not there in every page that is opened from a disk.
(() => {
  const primes = [];
  for (let number = 2; primes.length < 64; number += 1) if (primes.every((prime) => number % prime)) primes.push(number);
  const fraction = (value) => Math.floor((value - Math.floor(value)) * 2 ** 32) | 0;
  const constants = primes.map((prime) => fraction(Math.cbrt(prime)));
  const starts = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  const turned = (value, by) => (value >>> by) | (value << (32 - by));

  function padded(text) {
    const bytes = new window.TextEncoder().encode(text);
    const whole = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
    whole.set(bytes);
    whole[bytes.length] = 0x80;
    new DataView(whole.buffer).setUint32(whole.length - 4, bytes.length * 8);
    return new DataView(whole.buffer);
  }

  function sha256(text) {
    const data = padded(text);
    const sums = [...starts];
    const mixed = new Int32Array(64);
    for (let start = 0; start < data.byteLength; start += 64) {
      for (let place = 0; place < 64; place += 1) {
        if (place < 16) {
          mixed[place] = data.getInt32(start + 4 * place);
        } else {
          const [early, late] = [mixed[place - 15], mixed[place - 2]];
          const first = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
          const second = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
          mixed[place] = (mixed[place - 16] + first + mixed[place - 7] + second) | 0;
        }
      }
      let [a, b, c, d, e, f, g, h] = sums;
      for (let place = 0; place < 64; place += 1) {
        const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + constants[place] + mixed[place]) | 0;
        const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((value, place) => { sums[place] = (sums[place] + value) | 0; });
    }
    return sums.map((value) => (value >>> 0).toString(16).padStart(8, "0")).join("");
  }

  Object.assign(sysmap, { sha256 });
})();
