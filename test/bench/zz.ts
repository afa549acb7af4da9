import { openedForRoute } from "/tmp/wt/rooms/test/bench/opened-files.ts";
import { readHouse } from "/tmp/wt/rooms/test/bench/read-house.ts";
const house = readHouse(process.env["R"] ?? ".");
for (const p of process.argv.slice(2)) { const o = openedForRoute(p, house); console.log(p, o.files.length, o.folders);
 const seen=new Map([[p,""]]);
 for (const f of o.files) {
   const importers = o.files.filter((g)=> house.sources.get(g)?.imports.some(i=> i.names.join()!=="Ports" && (f.endsWith(i.from.replace(/^(\.\.?\/)+/,"").replace(/^@?millrace\/[^/]+\//,"").split("/").at(-1)!) || f.includes("/"+i.from.split("/").at(-1)+".ts"))));
   console.log("   ", f, "  <-", importers.map(x=>x.split("/").slice(1).join("/")).join(", ")); } }
