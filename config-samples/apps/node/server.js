const http = require("node:http");

const server = http.createServer((request, response) => {
  if (request.url === "/up") {
    response.end("ok\n");
    return;
  }
  console.log(JSON.stringify({ method: request.method, url: request.url }));
  response.end(`Hello from worker ${process.env.QUAYGATE_WORKER}\n`);
});

server.listen(process.env.PORT, "127.0.0.1");

// Told to end: no new connections, what is under way is answered.
process.on("SIGTERM", () => server.close(() => process.exit(0)));
