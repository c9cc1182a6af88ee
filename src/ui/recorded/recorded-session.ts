/** A session of its own that shows the recorded run. Loaded after the first paint. */
import { Session } from '../../store/session.ts';
import { RecordedClient } from './recorded-client.ts';
import { readRecording, type Recording } from './recording.ts';

export interface Recorded {
  readonly session: Session;
  readonly recording: Recording;
}

/** Begins to play at once. Throws when there is no recording at that address. */
export async function playRecording(address: string, isStill: boolean): Promise<Recorded> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`No recording: ${response.status}`);
  const recording = readRecording(await response.text());
  const { preset, settings } = recording;
  const session = new Session((listener) => new RecordedClient(listener, recording, isStill), {
    preset,
    draft: settings,
  });
  session.train();
  return { session, recording };
}
