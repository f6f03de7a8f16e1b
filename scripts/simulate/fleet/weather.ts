// What every device lives through in an hour, whatever it runs: cycles and incidents.
import type { Ground } from '../world/ground.ts';
import { isOn, type Scene } from './scene.ts';

export type Weather = {
  /** Crashes of a model, times this. */
  readonly crash: Float64Array;
  readonly failedInstalls: Float64Array;
  readonly silence: Float64Array;
  /** Missing confirmations, times this. */
  readonly unconfirmed: Float64Array;
  /** Share of check-ins that do happen. */
  readonly online: Float64Array;
  /** Readiness to install, times this. */
  accept: number;
};

export function startWeather({ world }: Ground): Weather {
  const ones = () => new Float64Array(world.models.length).fill(1);
  return { crash: ones(), failedInstalls: ones(), silence: ones(), unconfirmed: ones(), online: ones(), accept: 1 };
}

/** Writes the weather of an hour over that of the hour before. */
export function setWeather(weather: Weather, { world }: Ground, { incidents }: Scene, hour: number): void {
  const { daily, weekly, acceptDaily, startHour } = world.cycle;
  const wave = (hours: number) => Math.sin((2 * Math.PI * (startHour + hour)) / hours);
  weather.crash.fill((1 + daily * wave(24)) * (1 + weekly * wave(168)));
  weather.accept = 1 + acceptDaily * wave(24);
  weather.failedInstalls.fill(1);
  weather.silence.fill(1);
  weather.unconfirmed.fill(1);
  weather.online.fill(1);
  for (const incident of incidents) {
    // Silence is a day without a word: an incident counts by the part of the day ahead that it fills.
    const ahead = countHoursOn(incident, hour);
    const isNow = isOn(incident, hour);
    if (ahead === 0 && !isNow) continue;
    for (let model = 0; model < weather.crash.length; model++) {
      if (incident.strikes[model] !== true) continue;
      multiply(weather.silence, model, 1 + ((incident.silence - 1) * ahead) / 24);
      if (!isNow) continue;
      multiply(weather.crash, model, incident.crash);
      multiply(weather.failedInstalls, model, incident.failedInstalls);
      multiply(weather.unconfirmed, model, incident.unconfirmed);
      multiply(weather.online, model, 1 - incident.offline);
    }
  }
}

function multiply(field: Float64Array, model: number, by: number): void {
  field[model] = (field[model] ?? 1) * by;
}

function countHoursOn(incident: Scene['incidents'][number], from: number): number {
  if (incident.silence === 1) return 0;
  let count = 0;
  for (let hour = from; hour < from + 24; hour++) if (isOn(incident, hour)) count += 1;
  return count;
}
