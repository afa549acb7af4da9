import { openedForRoute } from "./opened-files.ts";
import { readHouse } from "./read-house.ts";
const [a,b]=["/tmp/rooms-old","."].map(readHouse);
for (const p of b!.sources.keys()) { if(!b!.sources.get(p)!.imports.some(i=>!i.isType&&i.names.includes("defineRoute"))) continue;
 const n=openedForRoute(p,b!); const o=a!.sources.has(p)?openedForRoute(p,a!):undefined;
 console.log(o?`${o.files.length}/${o.folders}`:"-", `${n.files.length}/${n.folders}`, (n.files.length>6||n.folders>4)?"LARGE":"", p);}
