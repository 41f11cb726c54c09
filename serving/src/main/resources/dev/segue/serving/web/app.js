// SPDX-License-Identifier: Apache-2.0
// Every text of the server goes into the page by textContent, never as markup.

const ingest = document.querySelector('meta[name="ingest-url"]').content;
const embedder = document.querySelector('meta[name="embedder-url"]').content;
const $ = (id) => document.getElementById(id);
const HISTORY_LIMIT = 100;

const state = { user: null, ranks: new Map(), events: null, play: null };

// Elements

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function button(label, title, action) {
  const made = element('button', '', label);
  made.type = 'button';
  made.setAttribute('aria-label', title);
  made.title = title;
  made.addEventListener('click', action);
  return made;
}

function tile(track) {
  let hash = 0;
  for (const letter of track.trackId) hash = (hash * 31 + letter.codePointAt(0)) % 360;
  const made = element('span', 'tile', [...(track.title ?? track.trackId)][0].toUpperCase());
  made.setAttribute('aria-hidden', 'true');
  made.style.background = `linear-gradient(135deg, hsl(${hash} 35% 48%), hsl(${(hash + 40) % 360} 40% 34%))`;
  return made;
}

function nameOf(track) {
  return track.title ?? track.trackId;
}

function trackItem(track, { rank, badge, note } = {}) {
  const item = element('li', 'track');
  if (rank) item.append(element('span', 'rank', rank));
  item.append(tile(track));
  const text = element('div');
  const title = element('p', 'title', nameOf(track));
  title.title = nameOf(track);
  if (badge) title.append(badge);
  if (track.synthetic) title.append(element('span', 'badge', 'synthetic'));
  text.append(title);
  if (track.artists.length) text.append(element('p', 'by', track.artists.join(', ')));
  if (note) text.append(element('p', 'because', note));
  const actions = element('div', 'actions');
  actions.append(
    button('▶ Play', `Play ${nameOf(track)}; it counts as heard to the end`, () => play(track)),
    button('Similar', `What sounds like ${nameOf(track)}`, () => showSimilar(track)));
  item.append(text, actions);
  return item;
}

// The API

async function read(path) {
  const response = await fetch(path, { headers: { Accept: 'application/json' } });
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail ?? response.statusText);
  return body;
}

async function write(path, body, type, server = ingest) {
  const headers = { Accept: 'application/json' };
  if (type) headers['Content-Type'] = type;
  const key = sessionStorage.getItem('api-key');
  if (key) headers['X-API-Key'] = key;
  const response = await fetch(server + path, { method: 'POST', headers, body });
  if (response.status === 401 && (await askForKey())) return write(path, body, type, server);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.detail ?? `the server answered ${response.status}`);
  return answer;
}

function askForKey() {
  return new Promise((resolve) => {
    const dialog = $('key');
    const form = $('key-form');
    form.reset();
    form.onsubmit = (event) => {
      event.preventDefault();
      sessionStorage.setItem('api-key', form.elements.key.value);
      resolve(true);
      dialog.close();
    };
    $('key-cancel').onclick = () => dialog.close();
    dialog.onclose = () => resolve(false);
    dialog.showModal();
  });
}

// Listeners

async function findUsers() {
  const prefix = $('user-search').value.trim();
  try {
    const { users } = await read(`/v1/users?limit=40&prefix=${encodeURIComponent(prefix)}`);
    if (prefix !== $('user-search').value.trim()) return;
    $('users').replaceChildren(...users.map((id) => {
      const chip = button(id, `Show the listener ${id}`, () => pick(id));
      chip.setAttribute('aria-pressed', String(id === state.user));
      const item = element('li');
      item.append(chip);
      return item;
    }));
    if (!users.length) $('users').append(element('li', 'quiet', 'Nobody yet. A first play makes a listener.'));
  } catch (error) {
    $('users').replaceChildren(element('li', 'quiet', error.message));
  }
}

function pick(user) {
  state.user = user;
  state.ranks = new Map();
  state.play = null;
  history.replaceState(null, '', `#${encodeURIComponent(user)}`);
  for (const chip of $('users').querySelectorAll('button')) {
    chip.setAttribute('aria-pressed', String(chip.textContent === user));
  }
  $('list-title').textContent = `Recommended for ${user}`;
  $('latency').textContent = '';
  $('list').replaceChildren();
  showHistory();
  listen();
}

// History and list

async function showHistory() {
  const user = state.user;
  try {
    const heard = await read(`/v1/users/${encodeURIComponent(user)}/history?limit=${HISTORY_LIMIT}`);
    if (user !== state.user) return;
    $('history-count').textContent = `${heard.historyVersion} plays, ${heard.tracks} tracks`;
    $('history').replaceChildren(...heard.items.map((item) => {
      const times = item.plays === 1 ? 'once' : `${item.plays} times`;
      return trackItem(item, { note: `${times}, last ${new Date(item.lastPlayedAt).toLocaleString()}` });
    }));
  } catch (error) {
    $('history-count').textContent = '';
    $('history').replaceChildren(element('li', 'quiet', error.message));
  }
}

async function pull() {
  const user = state.user;
  try {
    const list = await read(`/v1/users/${encodeURIComponent(user)}/recommendations`);
    if (user === state.user) showList(list);
  } catch (error) {
    if (user === state.user) $('list-about').textContent = error.message;
  }
}

function showList(list) {
  const first = state.ranks.size === 0;
  const ranks = new Map(list.items.map((item) => [item.trackId, item.rank]));
  $('list').replaceChildren(...list.items.map((item) => {
    const before = state.ranks.get(item.trackId);
    const badge = first ? null : change(before, item.rank);
    const reasons = item.because.map((reason) => reason.title ?? reason.trackId).join(' · ');
    const row = trackItem(item, { rank: item.rank, badge, note: reasons && `because of ${reasons}` });
    if (badge) row.classList.add('changed');
    return row;
  }));
  state.ranks = ranks;
  const made = new Date(list.generatedAt).toLocaleTimeString();
  const cause = list.causedBy ? `, after ${list.causedBy.split(':')[0]}` : '';
  $('list-about').textContent = `${list.items.length} tracks by ${list.model} ${list.modelVersion}, made at ${made}${cause}`;
  $('model').textContent = `${list.model} · version ${list.modelVersion}`;
  timed(list);
}

function change(before, now) {
  if (before === undefined) return element('span', 'badge new', 'new');
  if (before === now) return null;
  return element('span', 'badge moved', before > now ? `↑${before - now}` : `↓${now - before}`);
}

function timed(list) {
  if (!state.play || list.causedBy !== `play:${state.play.eventId}`) return;
  const ms = Math.round(performance.now() - state.play.at);
  $('latency').textContent = `list changed ${ms} ms after the play`;
  state.play = null;
}

// Live updates

function listen() {
  state.events?.close();
  const events = new EventSource(`/v1/stream/recommendations?user=${encodeURIComponent(state.user)}`);
  state.events = events;
  // Pulled when the stream is open, so that no list is missed in between.
  events.onopen = () => { status('live', 'live'); pull(); };
  events.onerror = () => status('lost', 'reconnecting');
  events.addEventListener('recommendations', (event) => {
    if (state.events !== events) return;
    showList(JSON.parse(event.data));
    showHistory();
  });
}

function status(className, text) {
  $('status').className = `status ${className}`;
  $('status').textContent = text;
}

// Playing

async function play(track) {
  if (!state.user) {
    $('list-about').textContent = 'Pick a listener first.';
    $('user-search').focus();
    return;
  }
  if (track.audio) sound(track);
  const whole = track.durationMs ?? 180000;
  const eventId = newId();
  state.play = { eventId, at: performance.now() };
  $('latency').textContent = 'playing…';
  try {
    await write('/v1/plays', JSON.stringify({
      eventId,
      userId: state.user,
      trackId: track.trackId,
      playedAt: new Date().toISOString(),
      playedMs: whole,
      trackMs: whole,
      context: 'page',
    }), 'application/json');
  } catch (error) {
    $('latency').textContent = error.message;
  }
}

// crypto.randomUUID is there only on https and localhost.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function sound(track) {
  const audio = $('audio');
  $('now').textContent = nameOf(track);
  $('player').hidden = false;
  audio.src = `/v1/tracks/${encodeURIComponent(track.trackId)}/audio`;
  audio.play().catch(() => { $('now').textContent = `${nameOf(track)} cannot be played here`; });
}

$('player-close').addEventListener('click', () => {
  $('audio').pause();
  $('player').hidden = true;
});

// Similar tracks

// What was asked last; an answer to anything before comes too late.
let asked = 0;

function tell(text, tracks = [], failed = false) {
  $('similar-about').textContent = text;
  $('similar-about').classList.toggle('failed', failed);
  $('similar').replaceChildren(...tracks.map((track) => trackItem(track)));
}

async function ask(waiting, question) {
  const mine = ++asked;
  if (waiting) tell(waiting);
  let answer;
  try {
    answer = await question();
  } catch (error) {
    answer = [error.message, [], true];
  }
  if (mine === asked) tell(...answer);
}

function showSimilar(track) {
  return ask('', async () => {
    const { items } = await read(`/v1/tracks/${encodeURIComponent(track.trackId)}/similar?limit=10`);
    return items.length
      ? [`Like ${nameOf(track)}`, items]
      : [`${nameOf(track)} was not listened to by the machine yet.`];
  });
}

async function findTracks() {
  const query = $('track-search').value.trim();
  if (!query) return;
  await ask('', async () => {
    const { tracks } = await read(`/v1/tracks?limit=20&query=${encodeURIComponent(query)}`);
    return [tracks.length ? 'Found in the catalogue' : 'Nothing found', tracks];
  });
}

async function findBySound() {
  const file = $('sound-search').files[0];
  if (!file) return;
  await ask(`Listening to ${file.name}…`, async () => {
    const type = file.type.startsWith('audio/') ? file.type : 'application/octet-stream';
    const { vector, backbone, revision } = await write('/v1/embeddings', file, type, embedder);
    const question = JSON.stringify({ vector, backbone, revision, limit: 10 });
    const { items } = await write('/v1/similar', question, 'application/json', '');
    return [items.length ? `Like ${file.name}` : 'No track was listened to by the machine yet.', items];
  });
}

// Upload

$('upload-open').addEventListener('click', () => {
  $('upload-result').textContent = '';
  $('upload').showModal();
});
$('upload-cancel').addEventListener('click', () => $('upload').close());
$('upload-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  const artist = form.elements.artist.value.trim();
  const body = new FormData();
  body.append('metadata', JSON.stringify({
    title: form.elements.title.value.trim(),
    artists: artist ? [artist] : [],
  }));
  body.append('audio', form.elements.audio.files[0]);
  $('upload-result').textContent = 'Uploading…';
  try {
    const { trackId } = await write('/v1/tracks', body);
    $('upload-result').textContent = `Taken as ${trackId}. It enters lists as soon as it was listened to.`;
    form.reset();
  } catch (error) {
    $('upload-result').textContent = error.message;
  }
});

// Start

function soon(action) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, 150);
  };
}

$('user-search').addEventListener('input', soon(findUsers));
$('track-search').addEventListener('input', soon(findTracks));
$('sound-search').addEventListener('change', findBySound);
status('', 'ready');
read('/v1/models').then(({ serving }) => {
  $('model').textContent = serving ? `${serving.name} · version ${serving.version}` : 'no model yet';
}).catch(() => {});
await findUsers();
const linked = decodeURIComponent(location.hash.slice(1));
if (linked) pick(linked);
else $('users').querySelector('button')?.click();
