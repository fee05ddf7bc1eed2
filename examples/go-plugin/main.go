// Command holdfast-bbolt is a store plugin of Holdfast that keeps everything in one bbolt file.
package main

import (
	"cmp"
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	pb "example.com/holdfast-bbolt/storepb"
)

// Handshake is what a host and a store plugin know each other by.
var Handshake = plugin.HandshakeConfig{ProtocolVersion: 1, MagicCookieKey: "HOLDFAST_PLUGIN", MagicCookieValue: "store"}

// maxCalls bounds the calls that are under way, watches and writes that wait among them; further ones wait with
// the host. maxMessage leaves room for a commit of max_txn_bytes in small mutations.
const maxCalls, maxMessage = 20_000, 8 << 20

func main() {
	s := newStore()
	if len(os.Args) > 1 {
		s.path = os.Args[1]
	}
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: Handshake,
		Plugins:         plugin.PluginSet{"store": s},
		GRPCServer:      s.newServer,
	})
}

func (s *store) newServer(opts []grpc.ServerOption) *grpc.Server {
	return grpc.NewServer(append(opts, grpc.MaxConcurrentStreams(maxCalls), grpc.MaxRecvMsgSize(maxMessage),
		grpc.UnaryInterceptor(s.intercept), grpc.StreamInterceptor(s.interceptStream))...)
}

// GRPCServer and GRPCClient make the store a plugin as go-plugin wants it.
func (s *store) GRPCServer(_ *plugin.GRPCBroker, server *grpc.Server) error {
	pb.RegisterStoreServer(server, s)
	go stopWithHost(server)
	return nil
}

func (s *store) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, conn *grpc.ClientConn) (any, error) {
	return pb.NewStoreClient(conn), nil
}

// stopWithHost ends the program with SIGTERM, and with the end of an input that is the host's pipe. What was
// acknowledged is on the disk, so there is nothing to wait for.
func stopWithHost(server *grpc.Server) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	if input, err := os.Stdin.Stat(); err == nil && input.Mode()&(os.ModeNamedPipe|os.ModeSocket) != 0 {
		go func() {
			io.Copy(io.Discard, os.Stdin)
			stop()
		}()
	}
	<-ctx.Done()
	server.Stop()
}

// intercept lets verbs be called once there is a store. It answers for go-plugin's own health service too,
// which would say that the store serves before it is configured.
func (s *store) intercept(ctx context.Context, r any, info *grpc.UnaryServerInfo, verb grpc.UnaryHandler) (any, error) {
	switch r := r.(type) {
	case *healthpb.HealthCheckRequest:
		return s.health.Check(ctx, r)
	case *pb.InfoRequest, *pb.ConfigureRequest:
		return verb(ctx, r)
	}
	if info.Server == any(s) && !s.configured.Load() {
		return nil, notConfigured
	}
	return verb(ctx, r)
}

func (s *store) interceptStream(server any, stream grpc.ServerStream, info *grpc.StreamServerInfo, verb grpc.StreamHandler) error {
	if info.FullMethod == healthpb.Health_Watch_FullMethodName {
		server = s.health
	} else if server == any(s) && !s.configured.Load() {
		return notConfigured
	}
	return verb(server, stream)
}

var notConfigured = refuse(codes.FailedPrecondition, "NOT_CONFIGURED", "Configure has not succeeded yet")

func (s *store) Info(context.Context, *pb.InfoRequest) (*pb.InfoResponse, error) {
	info := &pb.InfoResponse{
		PluginName: "bbolt", PluginVersion: "1.0.0", ContractVersions: []string{"1.0"},
		State: pb.InfoResponse_UNCONFIGURED, Limits: defaultLimits().Limits,
		Capabilities: []string{"PRECONDITIONS", "TRANSACTIONS", "WATCH", "PREV_VALUE", "IDEMPOTENCY", "DURABLE"},
	}
	if s.configured.Load() {
		info.State, info.Limits = pb.InfoResponse_READY, s.Limits
	}
	return info, nil
}

func (s *store) Configure(_ context.Context, r *pb.ConfigureRequest) (*pb.ConfigureResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.configured.Load() {
		return nil, refuse(codes.FailedPrecondition, "ALREADY_CONFIGURED", "the store is configured already")
	}
	s.limits = defaultLimits()
	err := s.limits.configure(r)
	if err == nil {
		err = s.load(cmp.Or(r.Options["path"], s.path))
	}
	if err != nil {
		return nil, err
	}
	s.configured.Store(true)
	s.health.SetServingStatus(pb.Store_ServiceDesc.ServiceName, healthpb.HealthCheckResponse_SERVING)
	return &pb.ConfigureResponse{}, nil
}
