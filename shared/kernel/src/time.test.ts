import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTime } from "./time.ts";

describe("a time", () => {
  it.each([
    ["2026-11-23T09:30:00Z", "2026-11-23T09:30:00.000Z"],
    ["2026-11-23T09:30:00.000Z", "2026-11-23T09:30:00.000Z"],
    ["2026-11-23t09:30:00z", "2026-11-23T09:30:00.000Z"],
    ["2026-11-23T09:30:00.5Z", "2026-11-23T09:30:00.500Z"],
    ["2026-11-23T09:30:00.123456789Z", "2026-11-23T09:30:00.123Z"],
    ["2026-11-23T09:30:59.9999Z", "2026-11-23T09:30:59.999Z"],
    ["2026-11-23T10:30:00+01:00", "2026-11-23T09:30:00.000Z"],
    ["2026-11-23T04:00:00.25-05:30", "2026-11-23T09:30:00.250Z"],
    ["2026-11-23T09:30:00-00:00", "2026-11-23T09:30:00.000Z"],
    ["2026-03-01T00:30:00+01:00", "2026-02-28T23:30:00.000Z"],
    ["2028-02-29T23:59:59.999+23:59", "2028-02-29T00:00:59.999Z"],
    ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"],
    ["2016-12-31T23:59:60.5Z", "2017-01-01T00:00:00.000Z"],
    ["1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00.000Z"],
    ["0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"],
    ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
  ])("is read: %s", (text, utc) => {
    expect(readTime(text)).toEqual({ utc });
  });

  it.each([
    ["2026-02-30T09:30:00Z", "names a day that does not exist: 2026-02-30"],
    ["2026-02-29T09:30:00Z", "names a day that does not exist: 2026-02-29"],
    ["2100-02-29T09:30:00Z", "names a day that does not exist: 2100-02-29"],
    ["2026-13-01T09:30:00Z", "names a day that does not exist: 2026-13-01"],
    ["2026-00-01T09:30:00Z", "names a day that does not exist: 2026-00-01"],
    ["2026-11-00T09:30:00+01:00", "names a day that does not exist: 2026-11-00"],
    ["2026-11-23T24:00:00Z", "names a time of day that does not exist: 24:00:00"],
    ["2026-11-23T09:60:00Z", "names a time of day that does not exist: 09:60:00"],
    ["2026-11-23T09:30:61Z", "names a time of day that does not exist: 09:30:61"],
    ["2026-11-23T09:30:00+24:00", "names an offset that does not exist: +24:00"],
    ["2026-11-23T09:30:00+01:60", "names an offset that does not exist: +01:60"],
    ["2026-11-23T09:30:60Z", "names a leap second where there is none"],
    ["2026-11-23T23:59:60Z", "names a leap second where there is none"],
    ["2016-12-31T23:59:60+01:00", "names a leap second where there is none"],
    ["2026-11-23", "says no zone: end it with Z, or with an offset like +01:00"],
    ["2026-11-23T09:30:00", "says no zone: end it with Z, or with an offset like +01:00"],
    ["0000-01-01T00:00:00+01:00", "is not within the years 0000 to 9999 in UTC"],
    ["9999-12-31T23:59:59-01:00", "is not within the years 0000 to 9999 in UTC"],
  ])("is refused with its reason: %s", (text, fault) => {
    expect(readTime(text)).toEqual({ fault });
  });

  it.each([
    ...["", " ", "now", "1795426200", "2026-11-23 09:30:00Z", "2026-11-23T09:30Z", "2026-11-23T09:30:00,5Z"],
    ...["2026-11-23T09:30:00+0100", "2026-11-23T09:30:00+01", "20261123T093000Z", "2026-11-23T09:30:00.Z"],
    ...["+002026-11-23T09:30:00Z", "2026-11-23T09:30:00Z\n", " 2026-11-23T09:30:00Z", "٢٠٢٦-11-23T09:30:00Z"],
    ...["2026-11-23T09:30:00 01:00", "Mon, 23 Nov 2026 09:30:00 GMT", "2026-W48-1T09:30:00Z"],
  ])("is refused where RFC 3339 writes none: %j", (text) => {
    expect(readTime(text)).toEqual({ fault: "is not a time as RFC 3339 writes it: 2026-11-23T09:30:00Z" });
  });

  it("is the same in every zone", () => {
    const dates = fc.date({
      min: new Date("0001-01-02T00:00:00Z"),
      max: new Date("9999-12-30T00:00:00Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, fc.integer({ min: -1439, max: 1439 }), (at, minutes) => {
        const there = new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, -1);
        const two = (value: number) => String(value).padStart(2, "0");
        const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
        const text = `${there}${minutes < 0 ? "-" : "+"}${two(hours)}:${two(rest)}`;
        expect(readTime(text)).toEqual({ utc: at.toISOString() });
      }),
    );
  });
});
