/** What a piece of text is, from which the screen chooses a colour; without colours all look alike and say the same. */
export type Tone = 'plain' | 'strong' | 'quiet' | 'good' | 'bad' | 'warning' | 'live' | 'second';

export interface ToneLine {
  readonly text: string;
  readonly tone: Tone;
}
