// A gRPC server and client on grpc-go, with the cases of its interop tests, for the tests of a proxy between them.
//
//	grpcpeer server ADDRESS                         prints "listening PORT"; ADDRESS is host:port or unix:/path
//	grpcpeer cases TARGET CA.pem NAME CASE...       prints "ok CASE" after each, ends with 1 at the first that fails
//	grpcpeer code TARGET CA.pem NAME                one unary call; prints its status code and message
//	grpcpeer streams TARGET CA.pem NAME COUNT       ping-pong on COUNT streams; each line of its input is answered
//	                                                with "broken N messages N gap MICROSECONDS", of the time since
package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/interop"
	testpb "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/status"
)

const pause = 20 * time.Millisecond

func main() {
	log.SetFlags(0)
	arguments := os.Args[1:]
	switch {
	case len(arguments) == 2 && arguments[0] == "server":
		serve(arguments[1])
	case len(arguments) > 4 && arguments[0] == "cases":
		runCases(dial(arguments[1:4]), arguments[4:])
	case len(arguments) == 4 && arguments[0] == "code":
		printCode(dial(arguments[1:4]))
	case len(arguments) == 5 && arguments[0] == "streams":
		count, err := strconv.Atoi(arguments[4])
		if err != nil {
			log.Fatal(err)
		}
		runStreams(dial(arguments[1:4]), count)
	default:
		log.Fatal("grpcpeer server | cases | code | streams ...")
	}
}

func serve(address string) {
	network := "tcp"
	if path, isUnix := strings.CutPrefix(address, "unix:"); isUnix {
		network, address = "unix", path
	}
	listener, err := net.Listen(network, address)
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer()
	testpb.RegisterTestServiceServer(server, interop.NewTestServer())
	port := 0
	if tcp, isTCP := listener.Addr().(*net.TCPAddr); isTCP {
		port = tcp.Port
	}
	fmt.Println("listening", port)
	log.Fatal(server.Serve(listener))
}

func dial(arguments []string) *grpc.ClientConn {
	target, file, name := arguments[0], arguments[1], arguments[2]
	pem, err := os.ReadFile(file)
	if err != nil {
		log.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		log.Fatalf("%s holds no certificate", file)
	}
	secure := credentials.NewTLS(&tls.Config{RootCAs: roots, ServerName: name})
	connection, err := grpc.NewClient(
		target, grpc.WithTransportCredentials(secure), grpc.WithAuthority(name))
	if err != nil {
		log.Fatal(err)
	}
	return connection
}

func runCases(connection *grpc.ClientConn, cases []string) {
	client := testpb.NewTestServiceClient(connection)
	for _, name := range cases {
		// A case that fails ends the process.
		runCase(connection, client, name)
		fmt.Println("ok", name)
	}
}

func runCase(connection *grpc.ClientConn, client testpb.TestServiceClient, name string) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	switch name {
	case "empty_unary":
		interop.DoEmptyUnaryCall(ctx, client)
	case "large_unary":
		interop.DoLargeUnaryCall(ctx, client)
	case "client_streaming":
		interop.DoClientStreaming(ctx, client)
	case "server_streaming":
		interop.DoServerStreaming(ctx, client)
	case "ping_pong":
		interop.DoPingPong(ctx, client)
	case "empty_stream":
		interop.DoEmptyStream(ctx, client)
	case "cancel_after_begin":
		interop.DoCancelAfterBegin(ctx, client)
	case "cancel_after_first_response":
		interop.DoCancelAfterFirstResponse(ctx, client)
	case "timeout_on_sleeping_server":
		interop.DoTimeoutOnSleepingServer(ctx, client)
	case "custom_metadata":
		interop.DoCustomMetadata(ctx, client)
	case "status_code_and_message":
		interop.DoStatusCodeAndMessage(ctx, client)
	case "special_status_message":
		interop.DoSpecialStatusMessage(ctx, client)
	case "unimplemented_method":
		interop.DoUnimplementedMethod(ctx, connection)
	case "unimplemented_service":
		interop.DoUnimplementedService(ctx, testpb.NewUnimplementedServiceClient(connection))
	default:
		log.Fatalf("unknown case %s", name)
	}
}

func printCode(connection *grpc.ClientConn) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	_, err := testpb.NewTestServiceClient(connection).EmptyCall(ctx, &testpb.Empty{})
	answer := status.Convert(err)
	fmt.Println(uint32(answer.Code()), answer.Message())
}

type tally struct {
	broken, messages, gap atomic.Int64
}

func runStreams(connection *grpc.ClientConn, count int) {
	var seen tally
	client := testpb.NewTestServiceClient(connection)
	for range count {
		stream, err := client.FullDuplexCall(context.Background())
		if err != nil {
			log.Fatal(err)
		}
		go follow(stream, &seen)
	}
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		fmt.Println("broken", seen.broken.Load(), "messages", seen.messages.Load(), "gap", seen.gap.Swap(0))
	}
}

func follow(stream testpb.TestService_FullDuplexCallClient, seen *tally) {
	request := &testpb.StreamingOutputCallRequest{
		ResponseParameters: []*testpb.ResponseParameters{{Size: 10}},
	}
	for {
		sent := time.Now()
		if err := stream.Send(request); err != nil {
			log.Println("send:", err)
			seen.broken.Add(1)
			return
		}
		if _, err := stream.Recv(); err != nil {
			log.Println("receive:", err)
			seen.broken.Add(1)
			return
		}
		seen.messages.Add(1)
		widen(&seen.gap, time.Since(sent).Microseconds())
		time.Sleep(pause)
	}
}

func widen(longest *atomic.Int64, value int64) {
	for {
		before := longest.Load()
		if value <= before || longest.CompareAndSwap(before, value) {
			return
		}
	}
}
