import { describe, expect, it } from "vitest";
import { ArgumentsError } from "../command-line.ts";
import { readArguments } from "./arguments.ts";

describe("readArguments", () => {
  it("has defaults for everything", () => {
    expect(readArguments([])).toEqual({
      port: 4000,
      data: undefined,
      environments: 4,
      faults: undefined,
      origins: "http://localhost:*,http://127.0.0.1:*",
      readyFile: undefined,
      watch: false,
      help: false,
    });
  });

  it("reads every option", () => {
    const line =
      "--port 0 --data d --environments 2 --faults f.json --origins https://shop.example --ready-file=r.json --watch --help";
    expect(readArguments(line.split(" "))).toEqual({
      port: 0,
      data: "d",
      environments: 2,
      faults: "f.json",
      origins: "https://shop.example",
      readyFile: "r.json",
      watch: true,
      help: true,
    });
  });

  it.each([
    [["--port", "abc"], "--port needs a number"],
    [["--port", "65534"], "--port must leave room for two more ports"],
    [["--environments", "0"], "--environments must be at least 1"],
    [["--prot", "1"], "--prot"],
    [["--origins", "https://shop.example/"], "--origins must be like"],
    [["orders"], "orders"],
  ])("refuses %j in words", (args, words) => {
    expect(() => readArguments(args)).toThrow(ArgumentsError);
    expect(() => readArguments(args)).toThrow(words);
    expect(() => readArguments(args)).toThrow("Try --help.");
  });
});
