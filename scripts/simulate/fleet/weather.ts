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
  /** Chance that none of a day's check-ins happens, and the next hour after that day in which one can. */
  readonly cutOff: Float64Array;
  readonly backHour: Float64Array;
  /** Readiness to install, times this. */
  accept: number;
};

export function startWeather({ world }: Ground): Weather {
  const ones = () => new Float64Array(world.models.length).fill(1);
  return {
    crash: ones(),
    failedInstalls: ones(),
    silence: ones(),
    unconfirmed: ones(),
    online: ones(),
    cutOff: ones(),
    backHour: ones(),
    accept: 1,
  };
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
  weather.cutOff.fill(0);
  weather.backHour.fill(hour + dayHours);
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
  if (incidents.some(({ offline }) => offline > 0))
    foreseeOutages(weather, world.fleet.checkinHours, { incidents, hour });
}

const dayHours = 24;

/** A device is without a word for a day if each of its check-ins falls into an outage. */
function foreseeOutages(
  { cutOff, backHour }: Weather,
  stepHours: number,
  { incidents, hour }: { incidents: Scene['incidents']; hour: number },
): void {
  for (let model = 0; model < cutOff.length; model++) {
    let chance = 1;
    for (let at = stepHours; at <= dayHours; at += stepHours) chance *= offlineAt(incidents, model, hour + at);
    cutOff[model] = chance;
    let back = hour + dayHours;
    // A word gets through sooner or later; four weeks are longer than any rollout.
    for (let at = 0; at < 28 * dayHours && offlineAt(incidents, model, back) > 0.5; at += stepHours) back += stepHours;
    backHour[model] = back;
  }
}

function offlineAt(incidents: Scene['incidents'], model: number, hour: number): number {
  let online = 1;
  for (const incident of incidents) {
    if (incident.strikes[model] === true && isOn(incident, hour)) online *= 1 - incident.offline;
  }
  return 1 - online;
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
