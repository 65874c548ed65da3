// Runs the cases of one file in node and prints their outcomes as JSON.

import { run } from "./checking.js";

await import("./" + process.argv[2]);
console.log(JSON.stringify(await run()));
