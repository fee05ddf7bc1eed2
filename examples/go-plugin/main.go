// Command holdfast-bbolt is a store plugin of Holdfast that keeps everything in one bbolt file.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	pb "example.com/holdfast-bbolt/storepb"
)

// Handshake is what a host and a store plugin know each other by.
var Handshake = plugin.HandshakeConfig{
	ProtocolVersion: 1, MagicCookieKey: "HOLDFAST_PLUGIN", MagicCookieValue: "store",
}

// maxMessage leaves room for a commit of max_txn_bytes in small mutations.
const maxMessage = 8 << 20

func main() {
	log := hclog.New(&hclog.LoggerOptions{Name: "holdfast-bbolt", Level: hclog.Info, Output: os.Stderr, JSONFormat: true})
	path := ""
	if len(os.Args) > 1 {
		path = os.Args[1]
	}
	p := &storePlugin{service: newService(path)}
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: Handshake,
		Plugins:         plugin.PluginSet{"store": p},
		GRPCServer:      p.newServer,
		Logger:          log,
	})
	if err := p.service.close(); err != nil {
		log.Error("the file is not closed in order", "error", err)
		os.Exit(1)
	}
}

// storePlugin is the service as go-plugin wants it.
type storePlugin struct {
	plugin.NetRPCUnsupportedPlugin
	service *service
}

func (p *storePlugin) GRPCServer(_ *plugin.GRPCBroker, server *grpc.Server) error {
	pb.RegisterStoreServer(server, p.service)
	go stopWithHost(server)
	return nil
}

func (p *storePlugin) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, conn *grpc.ClientConn) (any, error) {
	return pb.NewStoreClient(conn), nil
}

// newServer makes a server on which the service judges every call.
func (p *storePlugin) newServer(opts []grpc.ServerOption) *grpc.Server {
	return grpc.NewServer(append(opts, grpc.MaxRecvMsgSize(maxMessage), grpc.MaxSendMsgSize(maxMessage),
		grpc.UnaryInterceptor(p.service.judge),
		grpc.StreamInterceptor(func(server any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
			if info.FullMethod == healthpb.Health_Watch_FullMethodName {
				server = p.service.health
			}
			return handle(server, stream)
		}))...)
}

// stopWithHost ends the program with SIGTERM, with the end of an input that is the host's pipe, and when
// the host is gone. What was acknowledged is on the disk, so there is nothing to wait for.
func stopWithHost(server *grpc.Server) {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	if input, err := os.Stdin.Stat(); err == nil && input.Mode()&(os.ModeNamedPipe|os.ModeSocket) != 0 {
		go func() {
			io.Copy(io.Discard, os.Stdin)
			stop <- syscall.SIGTERM
		}()
	}
	host := os.Getppid()
	for os.Getppid() == host {
		select {
		case <-stop:
			server.Stop()
			return
		case <-time.After(time.Second):
		}
	}
	server.Stop()
}
