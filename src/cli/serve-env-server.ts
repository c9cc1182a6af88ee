/**
 * Sockets for drivers from outside: one WebSocket connection is one session with an environment of its own. Bounds what a
 * driver can make this process hold. Must not know what messages mean.
 */
import { WebSocketServer, type WebSocket } from 'ws';
import { TurnlabError } from '../core/errors.ts';
import { specOf } from '../envs/registry.ts';
import { EnvSession, errorMessage } from './serve-env-session.ts';

export interface EnvServer {
  /** ws://host:port/ws; the path is OpenEnv's, and any other works as well. */
  readonly url: string;
  /** Says goodbye to every driver. */
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly env: string;
  /** Of resets that name none. */
  readonly level: number;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Most drivers at once. */
  readonly sessions: number;
}

/** Ten times the longest action that makes sense; a larger message ends its connection with code 1009 before it is read. */
export const MOST_MESSAGE_BYTES = 2 ** 20;
/** Answers that a driver has not fetched; while there are more, its messages are not read. */
const MOST_UNSENT_BYTES = 2 ** 20;

/** A driver that does not return a goodbye is cut off after this long. */
const CLOSE_MS = 1000;
const DONE = 1000;
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;

/** Throws TurnlabError `bad-setting` on an unknown environment or level, `bad-argument` when it cannot listen there. */
export async function openEnvServer({ env, level, host, port, sessions }: ServeOptions): Promise<EnvServer> {
  const { title, levels } = specOf(env);
  const known = levels.map((one) => one.level);
  if (!known.includes(level))
    throw new TurnlabError('bad-setting', `${title} has no level ${level}.`, `Choose one of ${known.join(', ')}.`);
  const server = new WebSocketServer({ host, port, maxPayload: MOST_MESSAGE_BYTES });
  await new Promise<void>((done, fail) => {
    server.once('listening', done);
    // Stays: an error later on must not end the process, and then this does nothing.
    server.on('error', (cause: NodeJS.ErrnoException) => fail(cannotListen(host, port, cause)));
  });
  server.on('connection', (socket) => {
    // ws ends a connection that breaks the rules and says why in its close code; the episode ends with it.
    socket.on('error', () => {});
    if (server.clients.size > sessions) refuse(socket, sessions);
    else serve(socket, new EnvSession(env, level));
  });
  const bound = server.address() as { port: number };
  return {
    url: `ws://${host.includes(':') ? `[${host}]` : host}:${bound.port}/ws`,
    close: async () => {
      for (const socket of server.clients) socket.close(GOING_AWAY, 'the server was stopped');
      const patience = setTimeout(() => server.clients.forEach((socket) => socket.terminate()), CLOSE_MS);
      await new Promise<void>((done) => server.close(() => done()));
      clearTimeout(patience);
    },
  };
}

function serve(socket: WebSocket, session: EnvSession): void {
  socket.on('message', (bytes: Buffer, isBinary) => {
    const answer = isBinary
      ? errorMessage('VALIDATION_ERROR', 'Messages are JSON in text frames; this frame is binary.')
      : session.answer(bytes.toString());
    if (answer === null) return socket.close(DONE);
    socket.send(answer, () => {
      if (socket.isPaused && socket.bufferedAmount <= MOST_UNSENT_BYTES) socket.resume();
    });
    if (socket.bufferedAmount > MOST_UNSENT_BYTES) socket.pause();
  });
}

function refuse(socket: WebSocket, sessions: number): void {
  socket.send(errorMessage('CAPACITY_REACHED', `${sessions} sessions are open already. Close some first.`));
  socket.close(TRY_AGAIN_LATER, 'too many sessions');
}

function cannotListen(host: string, port: number, cause: NodeJS.ErrnoException): TurnlabError {
  const [sentence, next] =
    cause.code === 'EADDRINUSE'
      ? [`Port ${port} of ${host} is taken.`, 'Name another with --port.']
      : cause.code === 'EACCES'
        ? [`Port ${port} needs more rights.`, 'Name one above 1023.']
        : [`Cannot listen on ${host}.`, 'Name an address of this machine with --host.'];
  return new TurnlabError('bad-argument', sentence, next, { cause });
}
