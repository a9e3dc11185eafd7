// Memory and cold start of the server on a folder full of cases: node bench/house.mjs PROGRAM FOLDER
// Cold start: from the process's start to its first answer. Memory: resident size with 200 live streams open and the
// desk's pages asked for; the peak also holds the sign-in's password hash (64 MiB, given back at once).
import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import http from 'node:http';

const [program, folder] = process.argv.slice(2);
const port = 21790;
const base = `http://127.0.0.1:${port}`;
const start = () => spawn(program, ['serve', '--data', folder, '--port', String(port), '--demo', '--no-history', '--connections-per-ip', '2000'], {stdio: ['ignore', 'pipe', 'ignore']});
const sleep = ms => new Promise(done => setTimeout(done, ms));

async function untilUp() {
  const began = performance.now();
  for (;;) {
    if (performance.now() - began > 30000) throw new Error('the server does not come up');
    try {
      const answer = await fetch(`${base}/healthz`);
      if (answer.ok) return;
    } catch {
      await sleep(2);
    }
  }
}

async function cold() {
  const began = performance.now();
  const child = start();
  await untilUp();
  return {child, ms: performance.now() - began};
}

async function stop(child) {
  child.kill('SIGTERM');
  await new Promise(done => child.once('exit', done));
}

const memory = child => Object.fromEntries(readFileSync(`/proc/${child.pid}/status`, 'utf8').split('\n').filter(line => /^Vm(RSS|HWM)/.test(line)).map(line => [line.slice(2, 5), parseInt(line.slice(6), 10) / 1024]));

const first = await cold();
await stop(first.child);
const times = [];
for (let i = 0; i < 5; i++) {
  const {child, ms} = await cold();
  times.push(ms);
  await stop(child);
}
times.sort((a, b) => a - b);
const {child} = await cold();
const fresh = memory(child).RSS;
const answer = await fetch(`${base}/api/session`, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({login: 'wufeng', password: 'gulou-demo-2026'})});
const cookie = answer.headers.get('set-cookie').split(';')[0];
const streams = [];
for (let i = 0; i < 200; i++)
  await new Promise((done, failed) => {
    const request = http.get(`${base}/api/stream`, {headers: {cookie}, agent: false}, response => {
      response.on('data', () => {});
      streams.push(request);
      response.statusCode === 200 ? done() : failed(new Error(`stream: ${response.statusCode}`));
    });
    request.on('error', failed);
  });
const pages = [];
for (let i = 0; i < 40; i++) {
  const began = performance.now();
  const page = await fetch(`${base}/api/cases?view=desk&limit=50`, {headers: {cookie}});
  const body = await page.json();
  pages.push(performance.now() - began);
  if (i < 5 && body.items[0]) await (await fetch(`${base}/api/cases/${body.items[0].number}`, {headers: {cookie}})).text();
}
pages.sort((a, b) => a - b);
const now = memory(child);
const health = await (await fetch(`${base}/metrics`)).text();
console.log(`cold start              ${times[2].toFixed(0)} ms (median of 5, from spawn to the first answer)`);
console.log(`memory at start         ${fresh.toFixed(0)} MB resident`);
console.log(`memory, 200 streams     ${now.RSS.toFixed(0)} MB resident, ${now.HWM.toFixed(0)} MB at its peak (${/gulou_live_streams (\d+)/.exec(health)[1]} streams open)`);
console.log(`desk page of 50         ${pages[20].toFixed(1)} ms median, ${pages[38].toFixed(1)} ms p95`);
for (const stream of streams) stream.destroy();
await stop(child);
